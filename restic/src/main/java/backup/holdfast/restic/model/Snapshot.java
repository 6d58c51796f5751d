package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * One snapshot as restic lists it.
 *
 * @param time when its backup started by the clock of the machine that made it, to the nanosecond, with the offset it showed:
 *     retention sorts into days by it
 * @param original the snapshot this one was rewritten from (tag, rewrite)
 * @param programVersion such as "restic 0.18.0"; since 0.17
 * @param summary what its backup counted; since 0.17
 */
public record Snapshot(
        SnapshotId id,
        OffsetDateTime time,
        String hostname,
        String username,
        List<String> paths,
        List<String> tags,
        String tree,
        Optional<SnapshotId> parent,
        Optional<SnapshotId> original,
        Optional<String> programVersion,
        Optional<BackupCounts> summary) {

    public Snapshot {
        requireNonNull(id, "id is null");
        requireNonNull(time, "time is null");
        requireNonNull(hostname, "hostname is null");
        requireNonNull(username, "username is null");
        paths = List.copyOf(paths);
        tags = List.copyOf(tags);
        requireNonNull(tree, "tree is null");
        requireNonNull(parent, "parent is null");
        requireNonNull(original, "original is null");
        requireNonNull(programVersion, "programVersion is null");
        requireNonNull(summary, "summary is null");
    }
}
