package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.SnapshotId;

/**
 * A snapshot, or one directory in it.
 *
 * @param directory absolute within the snapshot; "/" is all of it
 */
public record SnapshotRef(SnapshotId id, String directory) {

    public SnapshotRef {
        requireNonNull(id, "id is null");
        if (!directory.startsWith("/")) {
            throw new IllegalArgumentException("the directory within a snapshot starts with a slash: " + directory);
        }
    }

    public static SnapshotRef whole(SnapshotId id) {
        return new SnapshotRef(id, "/");
    }

    String argument() {
        return directory.equals("/") ? id.value() : id.value() + ":" + directory;
    }
}
