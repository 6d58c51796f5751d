package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param folders with a slash at their end
 * @param next where the next page starts, if there is one
 */
record S3Page(List<Item> items, List<String> folders, Optional<String> next, StoreTime time) {

    /** An object. */
    record Item(String key, long bytes, Instant written) {
        Item {
            requireNonNull(key, "key is null");
            requireNonNull(written, "written is null");
        }
    }

    S3Page {
        items = List.copyOf(items);
        folders = List.copyOf(folders);
        requireNonNull(next, "next is null");
        requireNonNull(time, "time is null");
    }
}
