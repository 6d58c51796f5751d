package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a {@link MoverOutcome} together from what there is to say; the rest is absent. */
public final class OutcomeBuilder {
    private RunId runId;
    private RunResult result;
    private Instant startedAt;
    private Instant endedAt;
    private @Nullable RunFailure failure;
    private @Nullable RunFailure maintenanceFailure;
    private @Nullable RepositorySeen repository;
    private @Nullable SnapshotBrief snapshot;
    private @Nullable BackupCounts backup;
    private @Nullable ForgetDone forget;
    private @Nullable PruneDone prune;
    private @Nullable RetentionPreviewed retentionPreview;
    private @Nullable RestoreCounts restore;
    private List<SnapshotBrief> snapshots = List.of();
    private @Nullable String explanation;
    private List<String> unreadable = List.of();
    private List<LockMet> locks = List.of();
    private String logTail = "";

    OutcomeBuilder(RunId runId, RunResult result, Instant startedAt, Instant endedAt) {
        this.runId = runId;
        this.result = result;
        this.startedAt = startedAt;
        this.endedAt = endedAt;
    }

    OutcomeBuilder(MoverOutcome from) {
        this(from.runId(), from.result(), from.startedAt(), from.endedAt());
        failure = from.failure();
        maintenanceFailure = from.maintenanceFailure();
        repository = from.repository();
        snapshot = from.snapshot();
        backup = from.backup();
        forget = from.forget();
        prune = from.prune();
        retentionPreview = from.retentionPreview();
        restore = from.restore();
        snapshots = from.snapshots();
        explanation = from.explanation();
        unreadable = from.unreadable();
        locks = from.locks();
        logTail = from.logTail();
    }

    public OutcomeBuilder runId(RunId value) {
        runId = value;
        return this;
    }

    public OutcomeBuilder result(RunResult value) {
        result = value;
        return this;
    }

    public OutcomeBuilder startedAt(Instant value) {
        startedAt = value;
        return this;
    }

    public OutcomeBuilder endedAt(Instant value) {
        endedAt = value;
        return this;
    }

    public OutcomeBuilder failure(@Nullable RunFailure value) {
        failure = value;
        return this;
    }

    public OutcomeBuilder maintenanceFailure(@Nullable RunFailure value) {
        maintenanceFailure = value;
        return this;
    }

    public OutcomeBuilder repository(@Nullable RepositorySeen value) {
        repository = value;
        return this;
    }

    public OutcomeBuilder snapshot(@Nullable SnapshotBrief value) {
        snapshot = value;
        return this;
    }

    public OutcomeBuilder backup(@Nullable BackupCounts value) {
        backup = value;
        return this;
    }

    public OutcomeBuilder forget(@Nullable ForgetDone value) {
        forget = value;
        return this;
    }

    public OutcomeBuilder prune(@Nullable PruneDone value) {
        prune = value;
        return this;
    }

    public OutcomeBuilder retentionPreview(@Nullable RetentionPreviewed value) {
        retentionPreview = value;
        return this;
    }

    public OutcomeBuilder restore(@Nullable RestoreCounts value) {
        restore = value;
        return this;
    }

    public OutcomeBuilder snapshots(List<SnapshotBrief> value) {
        snapshots = value;
        return this;
    }

    public OutcomeBuilder explanation(@Nullable String value) {
        explanation = value;
        return this;
    }

    public OutcomeBuilder unreadable(List<String> value) {
        unreadable = value;
        return this;
    }

    public OutcomeBuilder locks(List<LockMet> value) {
        locks = value;
        return this;
    }

    public OutcomeBuilder logTail(String value) {
        logTail = value;
        return this;
    }

    public MoverOutcome build() {
        return new MoverOutcome(
                runId,
                result,
                startedAt,
                endedAt,
                failure,
                maintenanceFailure,
                repository,
                snapshot,
                backup,
                forget,
                prune,
                retentionPreview,
                restore,
                snapshots,
                explanation,
                unreadable,
                locks,
                logTail);
    }
}
