package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

/** What may be done for one object, now. Each reason is a sentence that says what to do about it. */
public sealed interface Mandate {
    /** Everything its spec asks for. */
    record Full() implements Mandate {}

    /** What only adds: backups. Nothing is forgotten, pruned, restored or populated, and it is stalled. */
    record AddOnly(String why) implements Mandate {
        public AddOnly {
            requireNonNull(why, "why is null");
        }
    }

    /** Only to say that it is stalled. Nothing starts, and nothing else is written. */
    record Halted(String why) implements Mandate {
        public Halted {
            requireNonNull(why, "why is null");
        }
    }

    /**
     * Nothing is written to it or made for it. {@link Stewardship#tell} says so.
     *
     * @param reason of the Event
     */
    record HandsOff(String reason, String why) implements Mandate {
        public HandsOff {
            requireNonNull(reason, "reason is null");
            requireNonNull(why, "why is null");
        }
    }

    /** Another Holdfast's: no status, no Events, no metrics. */
    record Foreign() implements Mandate {}
}
