package backup.holdfast.restic.store;

import backup.holdfast.restic.store.StoredSizes.Extent;
import backup.holdfast.restic.store.StoredSizes.Size;
import java.util.EnumMap;
import java.util.Map;

/** Adds up the sizes of objects by part, up to a number of objects. */
final class SizeTally {

    private final Map<RepositoryPart, Size> parts = new EnumMap<>(RepositoryPart.class);
    private final int limit;
    private int objects;
    private Extent extent = Extent.COMPLETE;

    SizeTally(int limit) {
        this.limit = limit;
    }

    /** Counts an object, by its path relative to the repository, unless there were enough already. */
    void add(String path, long bytes) {
        if (isFull()) {
            extent = Extent.CUT_SHORT;
            return;
        }
        objects++;
        parts.merge(RepositoryPart.of(path), new Size(1, bytes), Size::plus);
    }

    boolean isFull() {
        return objects >= limit;
    }

    /** Whether an object was not counted any more. */
    boolean isCutShort() {
        return extent == Extent.CUT_SHORT;
    }

    StoredSizes sizes() {
        return new StoredSizes(parts, extent);
    }
}
