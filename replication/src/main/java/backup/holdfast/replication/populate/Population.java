package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the filling of a claim is, as it is written on that claim before anything is made for the next step.
 *
 * @param run the one at work
 * @param chosen what the claim is filled with
 * @param failed the newest failure since the last thing that went well
 * @param missingSince since when the repository has no snapshot for it
 * @param volume the one that is filled, and is about to be handed over
 * @param startedAt when the claim was first looked after
 */
public record Population(
        Phase phase,
        Optional<RunId> run,
        Optional<Content> chosen,
        Optional<Failed> failed,
        Optional<Instant> missingSince,
        Optional<String> volume,
        Instant startedAt) {
    public Population {
        requireNonNull(phase, "phase is null");
        requireNonNull(run, "run is null");
        requireNonNull(chosen, "chosen is null");
        requireNonNull(failed, "failed is null");
        requireNonNull(missingSince, "missingSince is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(startedAt, "startedAt is null");
    }

    /** Where it is. */
    public enum Phase {
        /** A snapshot is being looked for. */
        SELECTING,
        /** What the claim is filled with is fixed, and is being brought there. */
        FILLING,
        /** The volume is good. */
        FILLED
    }

    /**
     * @param count failures in a row
     * @param inputs what the failed run started with
     */
    public record Failed(FailureClass failure, int count, Instant at, String inputs) {
        public Failed {
            requireNonNull(failure, "failure is null");
            requireNonNull(at, "at is null");
            requireNonNull(inputs, "inputs is null");
        }
    }

    static Population begun(Instant now) {
        return new Population(
                Phase.SELECTING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                now);
    }

    Population running(RunId started) {
        return new Population(phase, Optional.of(started), chosen, failed, missingSince, volume, startedAt);
    }

    Population choosing(Content content) {
        return new Population(
                Phase.FILLING,
                Optional.empty(),
                Optional.of(content),
                Optional.empty(),
                missingSince,
                Optional.empty(),
                startedAt);
    }

    Population failing(Failed failure) {
        return new Population(phase, Optional.empty(), chosen, Optional.of(failure), missingSince, volume, startedAt);
    }

    Population missing(Instant since) {
        return new Population(phase, Optional.empty(), chosen, failed, Optional.of(since), volume, startedAt);
    }

    Population filled(String name) {
        return new Population(
                Phase.FILLED, Optional.empty(), chosen, Optional.empty(), missingSince, Optional.of(name), startedAt);
    }
}
