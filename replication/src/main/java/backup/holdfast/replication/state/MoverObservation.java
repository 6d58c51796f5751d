package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.MoverOutcome;
import java.time.Instant;
import java.util.Optional;

/** What can be seen of a run's mover. */
public sealed interface MoverObservation {
    /** Never started, or already cleaned up. */
    record Absent() implements MoverObservation {}

    /** Not started yet, because something is in the way. Starting it again is right, and does nothing as long as that is so. */
    record Blocked(MoverWait why) implements MoverObservation {
        public Blocked {
            requireNonNull(why, "why is null");
        }
    }

    /** Started, but not at work. */
    record Waiting(MoverWait why) implements MoverObservation {
        public Waiting {
            requireNonNull(why, "why is null");
        }
    }

    /** At work, or about to be. */
    record Running() implements MoverObservation {}

    /**
     * Over.
     *
     * @param outcome what the mover said; nothing if it could not say anything
     * @param proof how surely its restic is gone
     * @param detail how the process ended, in words
     */
    record Ended(Optional<MoverOutcome> outcome, EndedRun.Proof proof, String detail) implements MoverObservation {
        public Ended {
            requireNonNull(outcome, "outcome is null");
            requireNonNull(proof, "proof is null");
            requireNonNull(detail, "detail is null");
        }

        /** The same with the outcome's times, which the mover's clock gave, kept in a span of our own clock. */
        Ended within(Instant from, Instant to) {
            return new Ended(outcome.map(it -> it.within(from, to)), proof, detail);
        }
    }

    /** What keeps the mover from its work, if it should be at work. */
    default Optional<MoverWait> waitsFor() {
        if (this instanceof Blocked blocked) {
            return Optional.of(blocked.why());
        }
        return this instanceof Waiting waiting ? Optional.of(waiting.why()) : Optional.empty();
    }
}
