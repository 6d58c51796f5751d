package backup.holdfast.controller.queue;

import static java.util.Objects.requireNonNull;

/** What somebody who asked is told. */
public sealed interface Answer {
    /** Write the run down and start it. Whoever does not within a minute has to ask again. */
    record Go() implements Answer {}

    /**
     * Not yet; whoever waits is woken when it may, or when the reason changes.
     *
     * @param reason in a fixed sentence
     */
    record Wait(Cause cause, String reason) implements Answer {
        public Wait {
            requireNonNull(cause, "cause is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /** What is waited for. */
    enum Cause {
        ROOM,
        STORAGE
    }
}
