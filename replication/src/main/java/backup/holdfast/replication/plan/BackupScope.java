package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the volume goes into the snapshot, and when one is made.
 *
 * @param excludes restic patterns, case-sensitive
 * @param caseInsensitiveExcludes restic patterns, case-insensitive
 * @param excludeIfPresent folders that hold one of these files are left out
 * @param excludeLargerThan restic size such as {@code 2G}
 * @param caches what happens to folders tagged with CACHEDIR.TAG
 * @param unchanged whether an unchanged volume gets a new snapshot
 * @param partialRead what unreadable files mean
 */
public record BackupScope(
        List<String> excludes,
        List<String> caseInsensitiveExcludes,
        List<String> excludeIfPresent,
        @Nullable String excludeLargerThan,
        TaggedCaches caches,
        Unchanged unchanged,
        PartialRead partialRead) {
    public BackupScope {
        excludes = List.copyOf(excludes);
        caseInsensitiveExcludes = List.copyOf(caseInsensitiveExcludes);
        excludeIfPresent = List.copyOf(excludeIfPresent);
        requireNonNull(caches, "caches is null");
        requireNonNull(unchanged, "unchanged is null");
        requireNonNull(partialRead, "partialRead is null");
    }

    /** Folders with a CACHEDIR.TAG. */
    public enum TaggedCaches {
        KEEP,
        EXCLUDE
    }

    /** What an unchanged volume leads to. */
    public enum Unchanged {
        /** No snapshot: nothing is new. */
        SKIP,
        /** A snapshot all the same, so that the bucket alone shows that the source is alive. */
        SNAPSHOT
    }

    /** What files that could not be read mean for the run; the snapshot of the others is kept in any case. */
    public enum PartialRead {
        FAIL,
        ACCEPT
    }
}
