package backup.holdfast.replication.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whose snapshot it is: host and paths, exactly. Two volumes with the same identity in one repository are one history to
 * restic.
 */
public record SnapshotIdentity(String host, List<String> paths) {

    public SnapshotIdentity {
        requireNonNull(host, "host is null");
        // restic groups by the sorted paths.
        paths = paths.stream().sorted().toList();
    }

    public static SnapshotIdentity of(String host, String path) {
        return new SnapshotIdentity(host, List.of(path));
    }

    @Override
    public String toString() {
        return host + ":" + String.join(",", paths);
    }
}
