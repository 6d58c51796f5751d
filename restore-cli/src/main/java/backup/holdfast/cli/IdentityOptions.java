package backup.holdfast.cli;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose snapshots count. */
final class IdentityOptions {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Default: volsync; where all snapshots are of another one, that")
    private @Nullable String host;

    @Option(
            names = "--from-path",
            paramLabel = "PATH",
            description = "Default: /data; where all snapshots are of another one, that")
    private @Nullable String path;

    /** What is not said is what there is, if that is only one thing, and VolSync's otherwise. */
    SnapshotIdentity among(List<SnapshotInfo> snapshots) {
        List<SnapshotIdentity> fitting = snapshots.stream()
                .map(SnapshotInfo::identity)
                .filter(it -> host == null || it.host().equals(host))
                .filter(it -> path == null || it.paths().equals(List.of(path)))
                .distinct()
                .toList();
        return fitting.size() == 1
                ? fitting.get(0)
                : SnapshotIdentity.of(
                        host == null ? Identity.VOLSYNC_HOST : host, path == null ? Identity.VOLUME_PATH : path);
    }
}
