package backup.holdfast.replication.queue;

import backup.holdfast.replication.queue.Footprint.Sharing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How full each place is. Grows as runs are let in. */
final class Occupancy {
    private final QueueLimits limits;
    private final Map<Place, Integer> all = new HashMap<>();
    private final Map<Place, Integer> restores = new HashMap<>();
    private final Set<Place> takenAlone = new HashSet<>();

    Occupancy(QueueLimits limits, Collection<Occupant> running) {
        this.limits = limits;
        running.forEach(this::add);
    }

    void add(Occupant run) {
        for (Place place : run.footprint().places()) {
            all.merge(place, 1, Integer::sum);
            if (run.urgency() == Urgency.RESTORE) {
                restores.merge(place, 1, Integer::sum);
            }
            if (isAlone(run.footprint(), place)) {
                takenAlone.add(place);
            }
        }
    }

    /** The first place, by kind, that has no room for this one; nothing if it may start. */
    Optional<Place> obstacle(Urgency urgency, Footprint footprint) {
        return footprint.places().stream()
                .filter(place -> isFull(place, urgency, footprint))
                .min((one, other) -> one.kind().compareTo(other.kind()));
    }

    private boolean isFull(Place place, Urgency urgency, Footprint footprint) {
        OptionalInt limit = limits.of(place.kind());
        if (urgency == Urgency.RESTORE) {
            // Restores share restic's lock with backups and with each other: a repository has room for all of them.
            return place.kind() != Place.Kind.REPOSITORY
                    && limit.isPresent()
                    && restores.getOrDefault(place, 0) >= limit.getAsInt();
        }
        int taken = all.getOrDefault(place, 0);
        return takenAlone.contains(place)
                || (isAlone(footprint, place) && taken > 0)
                || (limit.isPresent() && taken >= limit.getAsInt());
    }

    private static boolean isAlone(Footprint footprint, Place place) {
        return footprint.sharing() == Sharing.ALONE && place.kind() == Place.Kind.REPOSITORY;
    }
}
