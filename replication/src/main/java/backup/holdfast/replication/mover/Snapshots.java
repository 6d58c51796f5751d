package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.model.Snapshot;
import java.util.Optional;

/** restic's snapshots in the words of the decisions. */
final class Snapshots {
    private Snapshots() {}

    static SnapshotInfo info(Snapshot snapshot) {
        return new SnapshotInfo(
                snapshot.id().value(),
                snapshot.time(),
                snapshot.hostname(),
                snapshot.paths(),
                snapshot.tags(),
                Optional.of(snapshot.tree()).filter(tree -> !tree.isEmpty()),
                snapshot.summary()
                        .map(counts -> new SnapshotSize(counts.totalFilesProcessed(), counts.totalBytesProcessed())));
    }

    static SnapshotBrief brief(SnapshotInfo snapshot) {
        return new SnapshotBrief(
                snapshot.id(),
                snapshot.instant(),
                snapshot.host(),
                String.join(",", snapshot.paths()),
                snapshot.size().map(SnapshotSize::files).orElse(null),
                snapshot.size().map(SnapshotSize::bytes).orElse(null));
    }
}
