package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.state.MoverObservation;
import java.util.List;
import java.util.Optional;

/**
 * Everything the next step depends on.
 *
 * @param population what is written on the claim
 * @param volume the persistent volume that is written down there, or else the one prime is bound to
 * @param users the pods that prime's volume may still be mounted in
 * @param mover what can be seen of the run that is written down
 * @param traces what earlier runs have left lying
 */
public record PopulateFacts(
        ClaimSight claim,
        ClassSight storageClass,
        DestinationSight destination,
        Optional<Population> population,
        Optional<PrimeSight> prime,
        Optional<FilledVolume> volume,
        List<String> users,
        MoverObservation mover,
        Traces traces) {
    public PopulateFacts {
        requireNonNull(claim, "claim is null");
        requireNonNull(storageClass, "storageClass is null");
        requireNonNull(destination, "destination is null");
        requireNonNull(population, "population is null");
        requireNonNull(prime, "prime is null");
        requireNonNull(volume, "volume is null");
        users = List.copyOf(users);
        requireNonNull(mover, "mover is null");
        requireNonNull(traces, "traces is null");
    }

    /** The same with another sight of the mover. */
    public PopulateFacts seeing(MoverObservation other) {
        return new PopulateFacts(claim, storageClass, destination, population, prime, volume, users, other, traces);
    }

    /** Jobs, caches and the like that were made for the movers of a claim. */
    public enum Traces {
        LEFT,
        GONE
    }
}
