package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.ResticResult;
import java.time.Instant;
import java.util.List;

/**
 * Forgets the safety copies in a repository that have been kept long enough, before a prune that frees what they take. They have a host
 * of their own, so they count neither for anybody's retention nor in what a forget reports.
 */
final class SafetyExpiry {
    private static final String STEP = "forget";

    /** Far from what a command line can hold; the next prune goes on. */
    private static final int MAX_IDS = 5_000;

    private final BackupPlan plan;
    private final ResticClient restic;
    private final GlobalOptions options;
    private final LockCare locks;
    private final RunContext context;
    private final OutcomeDraft draft;

    SafetyExpiry(
            BackupPlan plan,
            ResticClient restic,
            GlobalOptions options,
            LockCare locks,
            RunContext context,
            OutcomeDraft draft) {
        this.plan = plan;
        this.restic = restic;
        this.options = options;
        this.locks = locks;
        this.context = context;
        this.draft = draft;
    }

    /** Whether none is left that has to go. */
    boolean carriedOut() {
        ResticResult<List<Snapshot>> listed = restic.with(options.noLock())
                .snapshots(SnapshotFilter.ALL.host(SafetyCopy.HOST), context.shortStep("snapshots"));
        if (listed instanceof ResticResult.Failure<List<Snapshot>> failure) {
            draft.heard(failure.report());
            draft.failMaintenance(STEP, failure.failure());
            return false;
        }
        Instant keptSince = earlier(context.now(), plan.plannedAt()).minus(SafetyCopy.KEPT);
        List<SnapshotId> old = listed.reported().orElse(List.of()).stream()
                .map(Snapshots::info)
                .filter(copy ->
                        copy.host().equals(SafetyCopy.HOST) && copy.instant().isBefore(keptSince))
                .map(SnapshotInfo::id)
                .map(SnapshotId::new)
                .limit(MAX_IDS)
                .toList();
        return old.isEmpty() || forgotten(old);
    }

    /** A clock that is ahead, the mover's or the controller's, must take nobody's way back. */
    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private boolean forgotten(List<SnapshotId> old) {
        ResticResult<ForgetReport> result =
                locks.through(restic, options, it -> it.forget(ForgetOptions.exactly(old), context.shortStep(STEP)));
        draft.heard(result.report());
        return result.fold(
                success -> {
                    draft.say("forgot " + old.size() + " copies made before restores, each over "
                            + SafetyCopy.KEPT.toDays() + " days old");
                    return true;
                },
                partial -> {
                    draft.failMaintenance(STEP, partial.shortfall());
                    return false;
                },
                failure -> {
                    draft.failMaintenance(STEP, failure.failure());
                    return false;
                });
    }
}
