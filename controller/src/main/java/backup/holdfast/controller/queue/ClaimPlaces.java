package backup.holdfast.controller.queue;

import backup.holdfast.replication.queue.Place;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.util.Set;

/** What a run takes up by the volume it works on: the node where that is in use and its storage class, as far as those are counted. */
@FunctionalInterface
public interface ClaimPlaces {
    /** Where nobody counts by node or storage class. */
    ClaimPlaces NONE = (namespace, claim) -> Set.of();

    Set<Place> of(String namespace, String claim);

    /** What any run takes up: of this controller, of its repository and of the storage that is in. */
    static Set<Place> ofRepository(RepositoryLocation location) {
        return Set.of(
                Place.CONTROLLER,
                new Place(Place.Kind.REPOSITORY, location.fingerprint()),
                new Place(Place.Kind.ENDPOINT, location.endpoint()));
    }
}
