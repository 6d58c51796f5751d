package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How large the parts of a repository are where they are stored. Hidden versions, which a bucket with versioning keeps and bills, do not
 * count.
 *
 * @param parts every part, also those without objects
 */
public record StoredSizes(Map<RepositoryPart, Size> parts, Extent extent) {

    /** How much was counted. */
    public enum Extent {
        COMPLETE,
        /** There was more than {@link StoreLimits#objects()}: the numbers are lower bounds. */
        CUT_SHORT
    }

    /** A number of objects and their bytes together. */
    public record Size(long objects, long bytes) {

        static final Size NONE = new Size(0, 0);

        Size plus(Size other) {
            return new Size(objects + other.objects, bytes + other.bytes);
        }
    }

    public StoredSizes {
        Map<RepositoryPart, Size> all = new EnumMap<>(RepositoryPart.class);
        for (RepositoryPart part : RepositoryPart.values()) {
            all.put(part, parts.getOrDefault(part, Size.NONE));
        }
        parts = Collections.unmodifiableMap(all);
        requireNonNull(extent, "extent is null");
    }

    public Size of(RepositoryPart part) {
        return parts.getOrDefault(part, Size.NONE);
    }

    public Size total() {
        return parts.values().stream().reduce(Size.NONE, Size::plus);
    }
}
