package backup.holdfast.replication.queue;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/** How many runs may be under way at once, for each one of a kind of place. A kind that is absent, or has 0, has no limit. */
public record QueueLimits(Map<Place.Kind, Integer> atOnce) {
    /** Enough for a small cluster's night, and little enough for its storage. */
    public static final QueueLimits DEFAULT =
            new QueueLimits(Map.of(Place.Kind.CONTROLLER, 20, Place.Kind.ENDPOINT, 8, Place.Kind.REPOSITORY, 1));

    public static final QueueLimits NONE = new QueueLimits(Map.of());

    public QueueLimits {
        Map<Place.Kind, Integer> limited = new EnumMap<>(Place.Kind.class);
        atOnce.forEach((kind, limit) -> {
            if (limit < 0) {
                throw new IllegalArgumentException("a limit can't be negative: " + kind + " " + limit);
            }
            if (limit > 0) {
                limited.put(kind, limit);
            }
        });
        atOnce = Map.copyOf(limited);
    }

    public OptionalInt of(Place.Kind kind) {
        Integer limit = atOnce.get(kind);
        return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    }
}
