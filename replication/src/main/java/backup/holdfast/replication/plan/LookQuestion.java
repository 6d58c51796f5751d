package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a repository.
 *
 * @param snapshot its id, or the first eight or more digits of it; for questions about a place in it
 * @param path absolute within that snapshot
 */
public record LookQuestion(
        Kind kind, @Nullable String snapshot, @Nullable String path) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");

    public LookQuestion {
        requireNonNull(kind, "kind is null");
        if (kind.isAboutSnapshot() != (snapshot != null && path != null)) {
            throw new IllegalArgumentException(
                    "a question of " + kind + " with snapshot " + snapshot + " and path " + path);
        }
        if (snapshot != null && !ID.matcher(snapshot).matches()) {
            throw new IllegalArgumentException("not a snapshot id (8 to 64 hexadecimal digits): " + snapshot);
        }
        if (path != null && !path.startsWith("/")) {
            throw new IllegalArgumentException("a path in a snapshot begins with a slash: " + path);
        }
    }

    /** One about the repository as a whole. */
    public static LookQuestion of(Kind kind) {
        return new LookQuestion(kind, null, null);
    }

    /** What kind of answer is wanted. */
    public enum Kind {
        /** All snapshots of the repository. */
        SNAPSHOTS,
        /** What lies in a folder of a snapshot, or a file of it. */
        ENTRIES,
        /** The same with all that is below. */
        TREE,
        /** A file's bytes. */
        FILE,
        /** The same, or a folder as a tar archive; which of both is told first. */
        CONTENT,
        /** The locks that are there, and what would become of each. */
        LOCKS,
        /** Those too, and those whose owners are gone for certain are removed. */
        UNLOCK,
        /** Every lock is removed, living or dead: whoever asks has seen whose they are. */
        UNLOCK_ALL;

        boolean isAboutSnapshot() {
            return switch (this) {
                case ENTRIES, TREE, FILE, CONTENT -> true;
                case SNAPSHOTS, LOCKS, UNLOCK, UNLOCK_ALL -> false;
            };
        }
    }
}
