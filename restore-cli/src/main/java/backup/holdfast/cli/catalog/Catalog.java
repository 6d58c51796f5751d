package backup.holdfast.cli.catalog;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Snapshots of a source's repository.
 *
 * @param total how many there are of the source's identity, where that is known
 */
public record Catalog(List<SnapshotInfo> snapshots, SnapshotIdentity identity, Extent extent, Optional<Integer> total) {

    /** How much of the repository it shows. */
    public enum Extent {
        COMPLETE,
        /** The newest at most: all that a status keeps. */
        NEWEST
    }

    public Catalog {
        snapshots = snapshots.stream().sorted(SnapshotInfo.NEWEST_FIRST).toList();
        requireNonNull(identity, "identity is null");
        requireNonNull(extent, "extent is null");
        requireNonNull(total, "total is null");
    }

    /** What was listed in the repository itself. */
    public static Catalog listed(ReplicationSource source, List<SnapshotInfo> snapshots) {
        SnapshotIdentity identity = identityOf(source);
        long own =
                snapshots.stream().filter(it -> it.identity().equals(identity)).count();
        return new Catalog(snapshots, identity, Extent.COMPLETE, Optional.of(Math.toIntExact(own)));
    }

    /** What the source's status knows. */
    public static Catalog known(ReplicationSource source) {
        SnapshotStatus latest = source.getStatus().restic().latestSnapshot();
        return new Catalog(
                Optional.ofNullable(latest).flatMap(it -> info(it, identityOf(source))).stream()
                        .toList(),
                identityOf(source),
                Extent.NEWEST,
                Optional.ofNullable(source.getStatus().restic().snapshotCount()));
    }

    /** As which a source's snapshots are filed: what its last run said, else its spec, else VolSync's. */
    public static SnapshotIdentity identityOf(ReplicationSource source) {
        Identity said = source.getStatus().restic().identity();
        Identity written = source.getSpec().restic() == null
                ? null
                : source.getSpec().restic().identity();
        Identity own = said == null ? written : said;
        String host =
                own == null || own.host() == null ? backup.holdfast.replication.plan.Identity.VOLSYNC_HOST : own.host();
        String path =
                own == null || own.path() == null ? backup.holdfast.replication.plan.Identity.VOLUME_PATH : own.path();
        return SnapshotIdentity.of(host, path);
    }

    private static Optional<SnapshotInfo> info(SnapshotStatus status, SnapshotIdentity identity) {
        return Optional.ofNullable(status.time())
                .map(time -> new SnapshotInfo(
                        status.id(),
                        time.atOffset(ZoneOffset.UTC),
                        Objects.requireNonNullElse(status.host(), identity.host()),
                        status.paths().isEmpty() ? identity.paths() : status.paths(),
                        List.of(),
                        Optional.ofNullable(status.tree()),
                        status.files() == null || status.bytes() == null
                                ? Optional.empty()
                                : Optional.of(new SnapshotSize(status.files(), status.bytes()))));
    }
}
