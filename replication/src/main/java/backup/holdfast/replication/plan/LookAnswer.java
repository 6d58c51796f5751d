package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of an answer to a {@link LookQuestion}. */
public sealed interface LookAnswer {

    /**
     * A snapshot.
     *
     * @param tree its root; absent if restic does not tell
     * @param files how many it has, where restic tells
     * @param bytes of those files
     */
    record Snapshot(
            String id,
            Instant time,
            String host,
            List<String> paths,
            List<String> tags,
            @Nullable String tree,
            @Nullable Long files,
            @Nullable Long bytes)
            implements LookAnswer {
        public Snapshot {
            requireNonNull(id, "id is null");
            requireNonNull(time, "time is null");
            requireNonNull(host, "host is null");
            paths = List.copyOf(paths);
            tags = List.copyOf(tags);
        }
    }

    /**
     * A file or folder in a snapshot.
     *
     * @param path absolute within the snapshot
     * @param type restic's word: file, dir, symlink, dev, chardev, fifo, socket
     * @param size bytes; zero for anything but files
     * @param permissions as {@code ls -l} shows them
     */
    record Entry(
            String path,
            String type,
            long size,
            String permissions,
            long uid,
            long gid,
            @Nullable Instant modified) implements LookAnswer {
        public Entry {
            requireNonNull(path, "path is null");
            requireNonNull(type, "type is null");
            requireNonNull(permissions, "permissions is null");
        }
    }

    /**
     * A lock.
     *
     * @param host its host name, a run id if it is ours; empty for a lock that can't be read
     * @param user who holds it, on that host
     * @param pid on that host
     * @param written when it was last written, by the storage's clock where that tells
     * @param reason for its fate, in words
     */
    record Lock(String id, String host, String user, long pid, Instant written, Fate fate, String reason)
            implements LookAnswer {
        public Lock {
            requireNonNull(id, "id is null");
            requireNonNull(host, "host is null");
            requireNonNull(user, "user is null");
            requireNonNull(written, "written is null");
            requireNonNull(fate, "fate is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /** What became, or would become, of a lock. */
    enum Fate {
        /** It is gone now. */
        REMOVED,
        /** Its owner is gone for certain. */
        MAY_GO,
        /** Too young to be sure: it goes when it has not been written for half an hour. */
        WAITS,
        /** Its owner may be alive. */
        STAYS
    }
}
