package backup.holdfast.replication.snapshot;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Snapshots by what a test cares for. Public: the tests of retention use it too. */
public final class Snapshots {

    private Snapshots() {}

    /** Of {@code volsync:/data}, with an id that starts with {@code id} and is filled up with zeros. */
    public static SnapshotInfo snapshot(String id, String time) {
        return snapshot(id, time, "volsync", List.of("/data"));
    }

    public static SnapshotInfo snapshot(String id, String time, String host, List<String> paths) {
        return new SnapshotInfo(
                fullId(id), OffsetDateTime.parse(time), host, paths, List.of(), Optional.empty(), Optional.empty());
    }

    public static SnapshotInfo sized(String id, String time, long files, long bytes) {
        return new SnapshotInfo(
                fullId(id),
                OffsetDateTime.parse(time),
                "volsync",
                List.of("/data"),
                List.of(),
                Optional.empty(),
                Optional.of(new SnapshotSize(files, bytes)));
    }

    private static String fullId(String start) {
        return start + "0".repeat(64 - start.length());
    }
}
