package backup.holdfast.replication.snapshot;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One snapshot of a repository.
 *
 * @param id restic's full id, 64 hexadecimal digits
 * @param time as stored: full precision, and the offset the writer's clock showed. Retention sorts into days and hours by
 *     that offset.
 * @param paths as stored
 * @param tree the id of the tree; equal trees have equal content
 */
public record SnapshotInfo(
        String id,
        OffsetDateTime time,
        String host,
        List<String> paths,
        List<String> tags,
        Optional<String> tree,
        Optional<SnapshotSize> size) {

    /** Newest first; snapshots of one instant by id, so that the order is the same at every look. */
    public static final Comparator<SnapshotInfo> NEWEST_FIRST =
            Comparator.comparing(SnapshotInfo::instant).reversed().thenComparing(SnapshotInfo::id);

    private static final int SHORT_ID = 8;

    public SnapshotInfo {
        requireNonNull(id, "id is null");
        requireNonNull(time, "time is null");
        requireNonNull(host, "host is null");
        paths = List.copyOf(paths);
        tags = List.copyOf(tags);
        requireNonNull(tree, "tree is null");
        requireNonNull(size, "size is null");
    }

    public Instant instant() {
        return time.toInstant();
    }

    /** The first digits of the id, as restic's tables show it. */
    public String shortId() {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    public SnapshotIdentity identity() {
        return new SnapshotIdentity(host, paths);
    }
}
