package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** The one next thing to do for a ReplicationSource. */
public sealed interface SourceDecision {
    /** Write the run into status, then start its mover. */
    record Start(RecordedRun run) implements SourceDecision {}

    /** The run is in status but nothing was created for it: start its mover now. */
    record Launch(RecordedRun run) implements SourceDecision {}

    /** A mover is at work. */
    record Await(RecordedRun run) implements SourceDecision {}

    /** A mover is done: write what came of it into status, then clean up. */
    record Conclude(RecordedRun run, MoverObservation.Ended ended) implements SourceDecision {}

    /**
     * Nothing to do.
     *
     * @param wakeAt when to look again, unless something changes before
     */
    record Idle(Why why, String explanation, Optional<Instant> wakeAt) implements SourceDecision {
        public Idle {
            requireNonNull(why, "why is null");
            requireNonNull(explanation, "explanation is null");
            requireNonNull(wakeAt, "wakeAt is null");
        }

        Idle noLaterThan(Instant latest) {
            return new Idle(why, explanation, wakeAt.filter(latest::isAfter).or(() -> Optional.of(latest)));
        }
    }

    /** What an idle source waits for. */
    enum Why {
        SCHEDULE,
        MANUAL,
        /** Its next continuous sync. */
        SPACING,
        BACK_OFF,
        PAUSED,
        HELD,
        /** Room among the runs under way. */
        QUEUED,
        /** Storage that does not answer. */
        STORAGE_SILENT,
        /** A person. */
        NOT_READY
    }
}
