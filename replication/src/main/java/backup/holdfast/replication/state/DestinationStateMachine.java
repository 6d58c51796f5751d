package backup.holdfast.replication.state;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.state.DestinationDecision.Await;
import backup.holdfast.replication.state.DestinationDecision.Conclude;
import backup.holdfast.replication.state.DestinationDecision.LeaveEmpty;
import backup.holdfast.replication.state.DestinationDecision.MakeImage;
import backup.holdfast.replication.state.DestinationDecision.Pin;
import backup.holdfast.replication.state.DestinationDecision.Rest;
import backup.holdfast.replication.state.DestinationDecision.Restore;
import backup.holdfast.replication.state.DestinationDecision.Select;
import backup.holdfast.replication.state.DestinationDecision.Start;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a ReplicationDestination does next. When a run is due is decided as for a source; a run goes through {@link RestorePhase
 * phases}, and what follows in each is derived from what can be seen, never from what somebody must remember.
 */
public final class DestinationStateMachine {
    private DestinationStateMachine() {}

    public static DestinationDecision next(DestinationFacts facts, Instant now) {
        Optional<RecordedRun> run = facts.sync().run();
        if (run.isEmpty()) {
            SourceDecision decision = SourceStateMachine.next(facts.sync(), now);
            return decision instanceof SourceDecision.Start start
                    ? new Start(start.run(), continues(facts, start.run()) ? RestorePhase.RESTORE : RestorePhase.SELECT)
                    : new Rest((SourceDecision.Idle) decision);
        }
        MoverObservation mover = facts.sync().mover();
        return switch (facts.phase()) {
            case SELECT -> selecting(facts, run.get(), mover, now);
            case RESTORE -> restoring(facts, run.get(), mover, now);
            case IMAGE -> imaging(facts, run.get(), mover, now);
        };
    }

    /**
     * Whether the volume may hold a part of that snapshot: then no other one is chosen for the same sync, or files of two would lie
     * side by side.
     */
    private static boolean continues(DestinationFacts facts, RecordedRun run) {
        SyncHistory history = facts.sync().history();
        boolean sameInputs = facts.pinned()
                .filter(pinned -> facts.sync().readiness().digest().equals(Optional.of(pinned.inputs())))
                .isPresent();
        return sameInputs
                && !history.failure().equals(Optional.of(FailureClass.SNAPSHOT_NOT_FOUND))
                && isRetry(history, run);
    }

    /** Whether a run for the same sync failed before this one. */
    public static boolean isRetry(SyncHistory history, RecordedRun run) {
        return history.failed().filter(failed -> isSameSync(failed, run)).isPresent();
    }

    private static boolean isSameSync(FailedAttempts failed, RecordedRun run) {
        boolean bySlot =
                run.cause().kind() == RunCause.Kind.SCHEDULE || run.cause().kind() == RunCause.Kind.FIRST_SYNC;
        return failed.cause().equals(run.cause()) && (!bySlot || failed.slot().equals(run.slot()));
    }

    private static DestinationDecision selecting(
            DestinationFacts facts, RecordedRun run, MoverObservation mover, Instant now) {
        if (!(mover instanceof Ended seen)) {
            return isToStart(mover) ? new Select(run) : new Await(run);
        }
        Ended ended = seen.within(run.startedAt(), now);
        Optional<MoverOutcome> outcome = ended.outcome();
        Optional<SnapshotBrief> chosen =
                outcome.filter(it -> it.result() == RunResult.SUCCEEDED).map(MoverOutcome::snapshot);
        if (chosen.isPresent()) {
            return new Pin(
                    run,
                    chosen.get(),
                    Objects.requireNonNullElse(outcome.orElseThrow().explanation(), ""));
        }
        if (outcome.filter(DestinationStateMachine::isMissing).isPresent()
                && facts.missing().isOpen(now)) {
            return new Conclude(run, awaited(ended, outcome.get()));
        }
        boolean none =
                outcome.filter(it -> it.result() == RunResult.NO_SNAPSHOT).isPresent();
        return none ? new LeaveEmpty(run, ended) : new Conclude(run, ended);
    }

    private static boolean isMissing(MoverOutcome outcome) {
        RunFailure failure = outcome.failure();
        return outcome.result() == RunResult.NO_SNAPSHOT
                || (failure != null
                        && (failure.failureClass() == FailureClass.SNAPSHOT_NOT_FOUND
                                || failure.failureClass() == FailureClass.REPOSITORY_MISSING));
    }

    private static Ended awaited(Ended ended, MoverOutcome none) {
        String details = none.failure() == null
                ? Objects.requireNonNullElse(none.explanation(), "")
                : none.failure().message();
        RunFailure failure = new RunFailure(FailureClass.SNAPSHOT_AWAITED, "select", null, details);
        return new Ended(Optional.of(none.failedBy(failure)), ended.proof(), ended.detail());
    }

    private static DestinationDecision restoring(
            DestinationFacts facts, RecordedRun run, MoverObservation mover, Instant now) {
        if (!(mover instanceof Ended seen)) {
            return isToStart(mover) ? new Restore(run) : new Await(run);
        }
        Ended ended = seen.within(run.startedAt(), now);
        boolean good = ended.outcome()
                .filter(outcome -> outcome.result() == RunResult.SUCCEEDED)
                .isPresent();
        return good && !(facts.image() instanceof ImageSight.NotWanted) ? new MakeImage(run) : new Conclude(run, ended);
    }

    private static DestinationDecision imaging(
            DestinationFacts facts, RecordedRun run, MoverObservation mover, Instant now) {
        if (facts.image() instanceof ImageSight.NotTaken) {
            return new MakeImage(run);
        }
        if (facts.image() instanceof ImageSight.Pending) {
            return new Await(run);
        }
        // That the restore went well is recorded by the phase: somebody may have removed the mover's traces since.
        Ended ended = mover instanceof Ended seen && seen.outcome().isPresent()
                ? seen
                : new Ended(
                        Optional.of(MoverOutcome.restored(run.id(), run.startedAt(), now)),
                        Proof.TERMINATED,
                        "the mover's report is gone");
        return new Conclude(run, ended.within(run.startedAt(), now));
    }

    private static boolean isToStart(MoverObservation mover) {
        return mover instanceof Absent || mover instanceof Blocked;
    }
}
