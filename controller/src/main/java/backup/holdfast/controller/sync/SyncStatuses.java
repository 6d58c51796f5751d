package backup.holdfast.controller.sync;

import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.EndedRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MoverStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SyncHistory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a status changes when a run ends, whether it backed up or restored. Pure. */
public final class SyncStatuses {
    private SyncStatuses() {}

    /** When a run ended: as its mover says, or else now. */
    public static Instant endedAt(Ended ended, Instant now) {
        return ended.outcome().map(MoverOutcome::endedAt).orElse(now);
    }

    /** A run of any purpose is over. */
    public static ReplicationStatus ended(
            ReplicationStatus status, RecordedRun run, Ended ended, SyncHistory history, Instant endedAt) {
        EndProof proof = ended.proof() == Proof.TERMINATED ? EndProof.TERMINATED : EndProof.VANISHED;
        return status.withEndedRun(new EndedRun(run.id().value(), endedAt, proof))
                .with(draft -> {
                    draft.run = null;
                    draft.lastSyncStartTime = null;
                    draft.lastSyncTime = history.lastSync().orElse(null);
                    draft.lastSlot = history.handledSlot().map(Slot::at).orElse(null);
                    draft.consecutiveFailures =
                            history.failed().map(FailedAttempts::count).orElse(0);
                    draft.firstFailureTime = history.failed().isEmpty()
                            ? null
                            : Optional.ofNullable(status.firstFailureTime()).orElse(endedAt);
                });
    }

    /**
     * That run was a sync.
     *
     * @param recorded the status that {@link #ended} gave
     * @param before the one from before the end
     * @param counts adds to the last run what was counted
     */
    public static ReplicationStatus synced(
            ReplicationStatus recorded,
            ReplicationStatus before,
            RecordedRun run,
            Ended ended,
            Instant endedAt,
            BiConsumer<LastRun.Draft, MoverOutcome> counts) {
        Optional<MoverOutcome> outcome = ended.outcome();
        RunResult result = outcome.map(SyncStatuses::result).orElse(RunResult.UNKNOWN);
        LastRun last = lastRun(before, run, ended, result, endedAt, counts);
        boolean good = recorded.consecutiveFailures() == 0;
        return recorded.with(draft -> {
            draft.lastRun = last;
            if (good) {
                draft.lastSyncDuration = goDuration(Duration.between(run.startedAt(), endedAt));
                draft.lastManualSync = manualToken(before, run);
            }
            run.cause()
                    .requestToken()
                    .ifPresent(token -> draft.lastHandledRequest =
                            new HandledRequest(token, run.id().value(), result));
            draft.latestMoverStatus = new MoverStatus(
                    good ? MoverStatus.SUCCESSFUL : MoverStatus.FAILED,
                    outcome.map(MoverOutcome::logTail).orElse(ended.detail()));
        });
    }

    private static LastRun lastRun(
            ReplicationStatus before,
            RecordedRun run,
            Ended ended,
            RunResult result,
            Instant endedAt,
            BiConsumer<LastRun.Draft, MoverOutcome> counts) {
        String inputs = before.run() == null ? null : before.run().inputs();
        LastRun plain = LastRun.of(StatusMemory.run(run, Optional.ofNullable(inputs)), endedAt, result);
        if (ended.outcome().isEmpty()) {
            return plain.with(draft -> {
                draft.failureClass = FailureClass.KILLED.label();
                draft.message = FailureClass.KILLED.sentence();
            });
        }
        MoverOutcome outcome = ended.outcome().get();
        Optional<FailureClass> failure = failure(outcome);
        return plain.with(draft -> {
            draft.failureClass = failure.map(FailureClass::label).orElse(null);
            draft.message = failure.map(it -> LockWords.sentence(it, outcome)).orElse(null);
            draft.snapshotId =
                    outcome.snapshot() == null ? null : outcome.snapshot().id();
            counts.accept(draft, outcome);
        });
    }

    private static Optional<FailureClass> failure(MoverOutcome outcome) {
        RunFailure failure = outcome.failure();
        if (failure != null) {
            return Optional.of(failure.failureClass());
        }
        return switch (outcome.result()) {
            case SUCCEEDED, UNCHANGED, EMPTY, NO_SNAPSHOT -> Optional.empty();
            case PARTIAL_READ -> Optional.of(FailureClass.PARTIAL_READ);
            case FAILED -> Optional.of(FailureClass.UNKNOWN);
        };
    }

    /** As in VolSync, a good sync that no token asked for forgets the token before it: the same one may ask again then. */
    private static @Nullable String manualToken(ReplicationStatus before, RecordedRun run) {
        return switch (run.cause().kind()) {
            case MANUAL -> run.cause().manualToken().orElse(null);
            case REQUEST -> before.lastManualSync();
            case FIRST_SYNC, SCHEDULE, CONTINUOUS -> null;
        };
    }

    /** As Go prints it, and so VolSync: {@code 1h0m5s}, {@code 30.03s}, {@code 250ms}. To the millisecond. */
    private static String goDuration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis > 0 && millis < 1000) {
            return millis + "ms";
        }
        String seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        long minutes = millis / 60_000;
        if (minutes == 0) {
            return seconds;
        }
        return (minutes < 60 ? minutes + "m" : minutes / 60 + "h" + minutes % 60 + "m") + seconds;
    }

    public static RunResult result(MoverOutcome outcome) {
        RunFailure failure = outcome.failure();
        return switch (outcome.result()) {
            case SUCCEEDED -> RunResult.SUCCEEDED;
            case UNCHANGED -> RunResult.UNCHANGED;
            case EMPTY -> RunResult.EMPTY;
            case PARTIAL_READ -> RunResult.PARTIAL_READ;
            case NO_SNAPSHOT -> RunResult.NO_SNAPSHOT;
            case FAILED ->
                failure != null && failure.failureClass() == FailureClass.CANCELLED
                        ? RunResult.CANCELLED
                        : RunResult.FAILED;
        };
    }
}
