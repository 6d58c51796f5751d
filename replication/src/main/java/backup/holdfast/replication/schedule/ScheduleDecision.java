package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** What to do about the next sync of one object, now. */
public sealed interface ScheduleDecision {

    /** Start a run for {@code slot}. */
    record RunNow(Slot slot, RunCause cause) implements ScheduleDecision {
        public RunNow {
            requireNonNull(slot, "slot is null");
            requireNonNull(cause, "cause is null");
        }
    }

    /** Ask again at {@code at}; as things stand, a run for {@code slot} starts then. */
    record WaitUntil(Instant at, Slot slot, Reason reason) implements ScheduleDecision {

        public enum Reason {
            /** The slot, with its jitter, has not come yet. */
            NOT_YET,
            /** A run failed and is tried again. */
            BACK_OFF,
            /** The slot that passed is older than the starting deadline; the next one is waited for. */
            DEADLINE_PASSED,
            /** Continuous syncs keep a distance. */
            SPACING
        }

        public WaitUntil {
            requireNonNull(at, "at is null");
            requireNonNull(slot, "slot is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /** Nothing to wait for but a new token. */
    record AwaitToken() implements ScheduleDecision {}

    /** Paused by the spec: nothing starts, whatever is due. */
    record Suspended() implements ScheduleDecision {}
}
