package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

/** A schedule's text after reading it: usable, or what is wrong with it in words for the person who wrote it. */
public sealed interface ParsedSchedule {

    record Valid(Schedule schedule) implements ParsedSchedule {
        public Valid {
            requireNonNull(schedule, "schedule is null");
        }
    }

    /** {@code reason} names the field and the value at fault, {@code hint} what to write instead. */
    record Invalid(String reason, String hint) implements ParsedSchedule {
        public Invalid {
            requireNonNull(reason, "reason is null");
            requireNonNull(hint, "hint is null");
        }
    }
}
