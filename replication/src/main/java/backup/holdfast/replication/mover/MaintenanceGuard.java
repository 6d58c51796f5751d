package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.retention.EmptiedVolumeGuard;
import backup.holdfast.replication.retention.ForgetFacts;
import backup.holdfast.replication.retention.ForgetFacts.ClockReading;
import backup.holdfast.replication.retention.ForgetGuard;
import backup.holdfast.replication.retention.ForgetVerdict;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.retention.RetentionPreview;
import backup.holdfast.replication.retention.VolumeVerdict;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether forgetting or pruning now looks like the accident that a backup is for. Each answer is the reason not to. */
final class MaintenanceGuard {
    /** Stands in where the newest snapshot does not tell its size: too large to look like a loss. */
    private static final SnapshotSize UNKNOWN = new SnapshotSize(Long.MAX_VALUE, Long.MAX_VALUE);

    private final BackupPlan plan;

    MaintenanceGuard(BackupPlan plan) {
        this.plan = plan;
    }

    /**
     * The volume may have lost its data.
     *
     * @param made the snapshot this run has made, if it has
     */
    Optional<String> againstEmptied(List<SnapshotInfo> snapshots, @Nullable SnapshotBrief made) {
        if (plan.retention().consent() == ForgetFacts.Consent.GIVEN) {
            return Optional.empty();
        }
        SnapshotSize current = size(made)
                .or(() -> snapshots.stream().min(SnapshotInfo.NEWEST_FIRST).flatMap(SnapshotInfo::size))
                .orElse(UNKNOWN);
        List<SnapshotInfo> older = snapshots.stream()
                .filter(snapshot -> made == null || !snapshot.id().equals(made.id()))
                .toList();
        VolumeVerdict verdict = EmptiedVolumeGuard.judge(
                current,
                older,
                Optional.ofNullable(plan.retention().restoredEmptyAt()),
                Optional.ofNullable(plan.retention().acceptedAt()));
        return verdict instanceof VolumeVerdict.Suspicious suspicious
                ? Optional.of(suspicious.explanation())
                : Optional.empty();
    }

    /** The policy would remove too much, or the times it goes by can't be trusted. */
    Optional<String> againstForget(RetentionPolicy policy, RetentionPreview preview, Instant now) {
        ForgetVerdict verdict = ForgetGuard.judge(
                preview,
                new ForgetFacts(
                        policy,
                        Optional.ofNullable(plan.retention().lastPolicy()),
                        plan.retention().consent(),
                        clocks(now),
                        now));
        if (verdict instanceof ForgetVerdict.Frozen frozen) {
            return Optional.of(frozen.explanation());
        }
        return verdict instanceof ForgetVerdict.Refused refused ? Optional.of(refused.explanation()) : Optional.empty();
    }

    /** A pod may wait for hours before it starts, so only a clock that lies before the plan's is known to be wrong. */
    private List<ClockReading> clocks(Instant now) {
        return now.isBefore(plan.plannedAt())
                ? List.of(new ClockReading("the controller", plan.plannedAt(), now))
                : List.of();
    }

    private static Optional<SnapshotSize> size(@Nullable SnapshotBrief snapshot) {
        return snapshot == null || snapshot.files() == null || snapshot.bytes() == null
                ? Optional.empty()
                : Optional.of(new SnapshotSize(snapshot.files(), snapshot.bytes()));
    }
}
