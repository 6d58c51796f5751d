package backup.holdfast.controller.queue;

import backup.holdfast.replication.queue.Place;
import java.util.Set;

/** What a run takes up by the volume it works on: the node where that is in use and its storage class, as far as those are counted. */
@FunctionalInterface
public interface ClaimPlaces {
    /** Where nobody counts by node or storage class. */
    ClaimPlaces NONE = (namespace, claim) -> Set.of();

    Set<Place> of(String namespace, String claim);
}
