package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.schedule.ScheduleDecision.AwaitToken;
import backup.holdfast.replication.schedule.ScheduleDecision.RunNow;
import backup.holdfast.replication.schedule.ScheduleDecision.Suspended;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil.Reason;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a sync of one object is due. A function of its arguments: the same facts and the same {@code now} give
 * the same answer.
 *
 * <p>What wins, in this order: paused; a pending manual token or request; the trigger. Slots that passed while nobody
 * ran do not pile up: the newest is caught up, once, and so is the newest that passed while a sync was running.
 */
public final class ScheduleEvaluator {

    private final SchedulePolicy policy;

    public ScheduleEvaluator(SchedulePolicy policy) {
        this.policy = requireNonNull(policy, "policy is null");
    }

    public ScheduleDecision decide(Trigger trigger, ScheduleFacts given, Instant now) {
        ScheduleFacts facts = given.knownAt(now);
        if (facts.activity() == Activity.PAUSED) {
            return new Suspended();
        }
        Optional<RunCause> asked = asked(trigger, facts);
        if (asked.isPresent()) {
            return onToken(asked.get(), facts, now);
        }
        if (trigger instanceof Trigger.Scheduled scheduled) {
            return onSchedule(scheduled.schedule(), facts, now);
        }
        return trigger instanceof Trigger.Continuous ? onContinuous(facts, now) : new AwaitToken();
    }

    /**
     * When the next sync of a schedule starts ({@code nextSyncTime}), for an object that is running or idle. Empty while
     * paused and for other triggers.
     */
    public Optional<Instant> nextSyncTime(Trigger trigger, ScheduleFacts facts, Instant now) {
        if (!(trigger instanceof Trigger.Scheduled scheduled) || facts.activity() == Activity.PAUSED) {
            return Optional.empty();
        }
        if (decide(trigger, facts, now) instanceof WaitUntil wait) {
            return Optional.of(wait.at());
        }
        Slots slots = scheduled.schedule().slots(facts.anchor());
        return Optional.of(start(slots, slots.next(now), facts));
    }

    private static Optional<RunCause> asked(Trigger trigger, ScheduleFacts facts) {
        Optional<String> request = facts.pendingRequest();
        if (trigger instanceof Trigger.Manual manual && !facts.lastManualSync().equals(Optional.of(manual.token()))) {
            return Optional.of(new RunCause(RunCause.Kind.MANUAL, Optional.of(manual.token()), request));
        }
        return request.map(token -> new RunCause(RunCause.Kind.REQUEST, Optional.empty(), Optional.of(token)));
    }

    private ScheduleDecision onToken(RunCause cause, ScheduleFacts facts, Instant now) {
        Instant earliest = facts.failed()
                .filter(failed -> failed.cause().covers(cause))
                .map(failed -> policy.backoff().retryAt(failed, facts.uid()))
                .orElse(now);
        return earliest.isAfter(now)
                ? new WaitUntil(earliest, new Slot(earliest), Reason.BACK_OFF)
                : new RunNow(new Slot(now), cause);
    }

    private ScheduleDecision onSchedule(Schedule schedule, ScheduleFacts facts, Instant now) {
        Slots slots = schedule.slots(facts.anchor());
        Slot next = slots.next(now);
        boolean first = facts.neverSynced() && facts.firstSync() == FirstSync.AT_CREATION;
        Slot newest = slots.previous(now);
        boolean passed = newest.at().isAfter(facts.anchor());
        if (!passed && !first) {
            return new WaitUntil(start(slots, next, facts), next, Reason.NOT_YET);
        }
        Slot due = passed ? newest : new Slot(facts.createdAt());
        Instant start = first ? now : start(slots, due, facts);
        RunCause cause = new RunCause(
                first ? RunCause.Kind.FIRST_SYNC : RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty());
        Optional<FailedAttempts> failed = facts.failed().filter(it -> it.slot().compareTo(due) >= 0);
        if (failed.isPresent()) {
            return retry(due, cause, failed.get(), slots, facts, now);
        }
        if (start.isAfter(now)) {
            return new WaitUntil(start, due, Reason.NOT_YET);
        }
        if (!first
                && policy.startingDeadline()
                        .filter(d -> start.plus(d).isBefore(now))
                        .isPresent()) {
            return new WaitUntil(start(slots, next, facts), next, Reason.DEADLINE_PASSED);
        }
        return new RunNow(due, cause);
    }

    private ScheduleDecision retry(
            Slot due, RunCause cause, FailedAttempts failed, Slots slots, ScheduleFacts facts, Instant now) {
        Instant retry = policy.backoff().retryAt(failed, facts.uid());
        if (!retry.isAfter(now)) {
            return new RunNow(due, cause);
        }
        Slot next = slots.next(now);
        Instant nextStart = start(slots, next, facts);
        return retry.isBefore(nextStart)
                ? new WaitUntil(retry, due, Reason.BACK_OFF)
                : new WaitUntil(nextStart, next, Reason.BACK_OFF);
    }

    private ScheduleDecision onContinuous(ScheduleFacts facts, Instant now) {
        boolean first = facts.neverSynced() && facts.firstSync() == FirstSync.AT_CREATION;
        Instant earliest = first ? facts.createdAt() : facts.lastActive().plus(policy.spacing());
        Reason reason = Reason.SPACING;
        if (facts.failed().isPresent()) {
            earliest = latest(
                    policy.backoff().retryAt(facts.failed().get(), facts.uid()),
                    facts.failed().get().endedAt().plus(policy.spacing()));
            reason = Reason.BACK_OFF;
        }
        if (earliest.isAfter(now)) {
            return new WaitUntil(earliest, new Slot(earliest), reason);
        }
        RunCause.Kind kind = first ? RunCause.Kind.FIRST_SYNC : RunCause.Kind.CONTINUOUS;
        return new RunNow(new Slot(now), new RunCause(kind, Optional.empty(), Optional.empty()));
    }

    /** The slot with its jitter: shifted by the same amount each time, and before the next slot. */
    private Instant start(Slots slots, Slot slot, ScheduleFacts facts) {
        Duration gap = Duration.between(slot.at(), slots.next(slot.at()).at());
        Duration room = policy.jitter().compareTo(gap) < 0 ? policy.jitter() : gap;
        long offset = StableHash.of(facts.uid(), "jitter").below(room.toMillis());
        return slot.at().plusMillis(offset);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
