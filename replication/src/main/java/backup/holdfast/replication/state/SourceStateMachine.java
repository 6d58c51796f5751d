package backup.holdfast.replication.state;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.Backoff;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.ScheduleDecision;
import backup.holdfast.replication.schedule.ScheduleDecision.AwaitToken;
import backup.holdfast.replication.schedule.ScheduleDecision.RunNow;
import backup.holdfast.replication.schedule.ScheduleDecision.Suspended;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil;
import backup.holdfast.replication.schedule.ScheduleEvaluator;
import backup.holdfast.replication.schedule.ScheduleFacts;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.SyncDeadline;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SourceDecision.Await;
import backup.holdfast.replication.state.SourceDecision.Conclude;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Launch;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceDecision.Why;
import backup.holdfast.replication.state.SyncHistory.MaintenanceDebt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a ReplicationSource does next. The state is derived from facts each time, never from a phase somebody must remember to
 * reset; a run under way comes first, whatever the spec has become since it started.
 */
public final class SourceStateMachine {
    /** How often a source that waits for a person, or for a restore to end, looks whether it may go on. */
    public static final Duration RECHECK = Duration.ofSeconds(30);

    private static final Backoff AT_THE_NEXT_LOOK = new Backoff(RECHECK, RECHECK);

    /** Nobody asked for it by a token. */
    private static final RunCause MAINTENANCE =
            new RunCause(RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty());

    private SourceStateMachine() {}

    public static SourceDecision next(SourceFacts facts, Instant now) {
        if (facts.run().isPresent()) {
            return underWay(facts.run().get(), facts.mover(), now);
        }
        if (facts.request().activity() == Activity.PAUSED) {
            return new Idle(Why.PAUSED, "Paused by spec.paused", Optional.empty());
        }
        if (facts.readiness() instanceof Readiness.NotReady notReady) {
            return waitForPerson(notReady.failure(), notReady.detail(), now);
        }
        Optional<SourceDecision> decided = facts.trigger().map(trigger -> due(facts, trigger, now));
        return decided.orElseGet(() -> waitForPerson(FailureClass.INVALID_SPEC, "spec.trigger cannot be read", now));
    }

    /** When the next scheduled sync is due, for {@code nextSyncTime}; nothing for other triggers and while paused. */
    public static Optional<Instant> nextSync(SourceFacts facts, Instant now) {
        return facts.trigger().flatMap(trigger -> evaluator(facts).nextSyncTime(trigger, scheduleFacts(facts), now));
    }

    /** How many slots have passed since the last good sync, not counting one that may still be on its way. */
    public static int missedIntervals(SourceFacts facts, Instant now) {
        return facts.trigger()
                .map(trigger -> SyncDeadline.missedIntervals(trigger, scheduleFacts(facts), now))
                .orElse(0);
    }

    /** Whether there is no good sync, or the newest is past its deadline. */
    public static boolean outOfSync(SourceFacts facts, Instant now) {
        return facts.trigger()
                .map(trigger -> SyncDeadline.outOfSync(trigger, scheduleFacts(facts), now))
                .orElse(true);
    }

    private static SourceDecision underWay(RecordedRun run, MoverObservation mover, Instant now) {
        if (mover instanceof Ended ended) {
            return new Conclude(run, ended.within(run.startedAt(), now));
        }
        return mover instanceof Absent || mover instanceof Blocked ? new Launch(run) : new Await(run);
    }

    private static SourceDecision due(SourceFacts facts, Trigger trigger, Instant now) {
        ScheduleDecision schedule = evaluator(facts).decide(trigger, scheduleFacts(facts), now);
        if (schedule instanceof RunNow sync) {
            return startable(facts, sync(facts, sync, now), now);
        }
        Optional<Instant> maintenanceAt = facts.history().maintenance().map(debt -> maintenanceAt(facts, debt, now));
        if (maintenanceAt.isPresent() && !maintenanceAt.get().isAfter(now)) {
            return startable(
                    facts, maintenance(facts, facts.history().maintenance().orElseThrow(), now), now);
        }
        Idle idle = idle(schedule, maintenanceAt);
        return idle.why() == Why.BACK_OFF && facts.history().heedsChange() ? idle.noLaterThan(now.plus(RECHECK)) : idle;
    }

    private static SourceDecision startable(SourceFacts facts, RecordedRun run, Instant now) {
        if (facts.hold().isPresent()) {
            Hold hold = facts.hold().get();
            return new Idle(Why.HELD, hold.reason() + " (" + hold.by() + ")", Optional.of(now.plus(RECHECK)));
        }
        return facts.history()
                .failure()
                .filter(failure -> wouldFailAgain(facts, run))
                .<SourceDecision>map(failure -> waitForPerson(failure, failure.sentence(), now))
                .orElseGet(() -> new Start(run));
    }

    /**
     * The slot that failed, with nothing changed that could make it go better. What has no next slot to wait for, a token or a
     * continuous sync, goes on with back-off instead: the repository may come back without any change here.
     */
    private static boolean wouldFailAgain(SourceFacts facts, RecordedRun run) {
        SyncHistory history = facts.history();
        return history.needsChange()
                && history.failedInputs().equals(facts.readiness().digest())
                && run.purpose() == Purpose.SYNC
                && run.cause().requestToken().isEmpty()
                && history.failed()
                        .filter(failed -> failed.slot().equals(run.slot()))
                        .isPresent();
    }

    private static RecordedRun sync(SourceFacts facts, RunNow now, Instant at) {
        int attempt = facts.history().failed().map(FailedAttempts::count).orElse(0) + 1;
        RunId id = RunId.of(facts.uid(), request(now.cause()), now.slot().at(), attempt);
        return new RecordedRun(id, now.slot(), now.cause(), Purpose.SYNC, attempt, at);
    }

    private static String request(RunCause cause) {
        return cause.kind() + " " + cause.manualToken().orElse("") + " "
                + cause.requestToken().orElse("");
    }

    private static RecordedRun maintenance(SourceFacts facts, MaintenanceDebt debt, Instant at) {
        RunId id = RunId.of(facts.uid(), "maintenance", debt.slot().at(), debt.attempts());
        return new RecordedRun(id, debt.slot(), MAINTENANCE, Purpose.MAINTENANCE, debt.attempts(), at);
    }

    private static Instant maintenanceAt(SourceFacts facts, MaintenanceDebt debt, Instant now) {
        if (debt.lastAttempt().isAfter(now)) {
            // Another clock wrote that: believing it would put the retry off for as long as that clock is ahead.
            return now;
        }
        FailedAttempts attempts = new FailedAttempts(debt.slot(), MAINTENANCE, debt.attempts(), debt.lastAttempt());
        return facts.policy().backoff().retryAt(attempts, facts.uid());
    }

    private static ScheduleFacts scheduleFacts(SourceFacts facts) {
        SyncHistory history = facts.history();
        return new ScheduleFacts(
                facts.uid(),
                facts.request().createdAt(),
                facts.request().activity(),
                facts.request().firstSync(),
                history.handledSlot(),
                history.lastSync(),
                history.lastManualSync(),
                facts.request().token(),
                history.lastRequest(),
                history.failed());
    }

    /**
     * Once what had to be changed has been changed, it is tried at the next look. Not sooner, in case it changes all the time: so a
     * rest stays, as short as the pause between looks.
     */
    private static ScheduleEvaluator evaluator(SourceFacts facts) {
        SyncHistory history = facts.history();
        SchedulePolicy policy = facts.policy();
        boolean changed = history.heedsChange()
                && history.failedInputs().isPresent()
                && !history.failedInputs().equals(facts.readiness().digest());
        return new ScheduleEvaluator(
                changed
                        ? new SchedulePolicy(
                                policy.jitter(), policy.startingDeadline(), policy.spacing(), AT_THE_NEXT_LOOK)
                        : policy);
    }

    private static Idle idle(ScheduleDecision schedule, Optional<Instant> maintenanceAt) {
        if (schedule instanceof WaitUntil wait) {
            Instant wake = maintenanceAt.filter(at -> at.isBefore(wait.at())).orElse(wait.at());
            return switch (wait.reason()) {
                case NOT_YET, DEADLINE_PASSED ->
                    new Idle(Why.SCHEDULE, "Waiting for next scheduled synchronization", Optional.of(wake));
                case SPACING ->
                    new Idle(Why.SPACING, "Waiting before the next continuous synchronization", Optional.of(wake));
                case BACK_OFF -> new Idle(Why.BACK_OFF, "Waiting to try again after a failed run", Optional.of(wake));
            };
        }
        if (schedule instanceof Suspended) {
            return new Idle(Why.PAUSED, "Paused by spec.paused", Optional.empty());
        }
        if (schedule instanceof AwaitToken) {
            return new Idle(Why.MANUAL, "Waiting for manual trigger", maintenanceAt);
        }
        throw new IllegalStateException("a decision this machine does not know: " + schedule);
    }

    private static Idle waitForPerson(FailureClass failure, String detail, Instant now) {
        Instant recheck = now.plus(RECHECK);
        return new Idle(Why.NOT_READY, failure.label() + ": " + detail, Optional.of(recheck));
    }
}
