package backup.holdfast.controller.source;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.LockWords;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncStatuses;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.MoverStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.SharedIdentity;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SyncHistory;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a source's status changes when a run starts and when it ends. Pure; conditions are {@link SourceConditions}' business. */
final class SourceStatuses {
    private SourceStatuses() {}

    /** The run and what it was started with, written before anything is created for it. */
    static ReplicationStatus started(
            ReplicationStatus status, RecordedRun run, String inputs, BackupPlan plan, RepositorySecret.Usable secret) {
        return status.with(draft -> {
            draft.run = StatusMemory.run(run, Optional.of(inputs));
            draft.lastSyncStartTime = run.purpose() == Purpose.SYNC ? run.startedAt() : null;
            draft.nextAttemptTime = null;
            draft.restic = ResticStatuses.started(status.restic(), plan, secret);
        });
    }

    /** As VolSync, which waits on, but calls the mover failed when nobody has answered for ten minutes. */
    static ReplicationStatus waiting(ReplicationStatus status, Optional<MoverWait> wait) {
        return wait.filter(it -> it.cause() == MoverWait.Cause.COPY_TRIGGER_LATE)
                .map(late -> status.with(draft -> draft.latestMoverStatus =
                        new MoverStatus(MoverStatus.FAILED, late.cause().sentence() + " Details: " + late.detail())))
                .orElse(status);
    }

    /** @param terms what the run was told, as far as that is known */
    static ReplicationStatus ended(
            ReplicationStatus status, RecordedRun run, Ended ended, SyncHistory history, RunTerms terms, Instant now) {
        Optional<MoverOutcome> outcome = ended.outcome();
        Instant endedAt = SyncStatuses.endedAt(ended, now);
        ReplicationStatus recorded = SyncStatuses.ended(status, run, ended, history, endedAt)
                .with(draft -> {
                    draft.maintenance = maintenance(history, outcome);
                    draft.restic = outcome.map(o -> ResticStatuses.ended(status.restic(), run, o, terms))
                            .orElseGet(() -> terms.consents().usedByUnknown(run, status.restic()));
                });
        return run.purpose() == Purpose.SYNC
                ? SyncStatuses.synced(recorded, status, run, ended, endedAt, SourceStatuses::count)
                : recorded;
    }

    /** Nobody shares the identity any more: what was frozen for that is so no longer. */
    static ReplicationStatus unshared(ReplicationStatus status) {
        RetentionFrozen frozen = status.restic().retentionFrozen();
        return frozen != null && frozen.reason() != null && SharedIdentity.isReason(frozen.reason())
                ? status.with(draft -> draft.restic = status.restic().with(restic -> restic.retentionFrozen = null))
                : status;
    }

    private static @Nullable MaintenanceStatus maintenance(SyncHistory history, Optional<MoverOutcome> outcome) {
        MaintenanceStatus left = StatusMemory.maintenance(history.maintenance());
        return left == null || outcome.isEmpty()
                ? left
                : new MaintenanceStatus(
                        left.failureClass(),
                        left.step(),
                        LockWords.sentence(FailureClass.ofLabel(String.valueOf(left.failureClass())), outcome.get()),
                        left.attempts(),
                        left.slot(),
                        left.since(),
                        left.lastAttempt());
    }

    private static void count(LastRun.Draft draft, MoverOutcome outcome) {
        if (outcome.backup() != null) {
            draft.bytesAdded = outcome.backup().bytesAdded();
            draft.bytesProcessed = outcome.backup().bytesProcessed();
            draft.filesTotal = outcome.backup().filesProcessed();
        }
        draft.forgotten = outcome.forget() == null ? null : outcome.forget().removed();
        draft.pruned = outcome.prune() != null;
    }
}
