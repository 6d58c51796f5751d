package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a retention policy does to one group of snapshots. Only the parts restic grouped by are filled.
 *
 * @param reasons which rules keep which snapshot, in restic's words
 */
public record ForgetGroup(
        Optional<String> host,
        List<String> paths,
        List<String> tags,
        List<Snapshot> keep,
        List<Snapshot> remove,
        List<KeepReason> reasons) {

    public ForgetGroup {
        requireNonNull(host, "host is null");
        paths = List.copyOf(paths);
        tags = List.copyOf(tags);
        keep = List.copyOf(keep);
        remove = List.copyOf(remove);
        reasons = List.copyOf(reasons);
    }

    /** Why one snapshot is kept, such as "last snapshot" or "oldest daily snapshot". */
    public record KeepReason(SnapshotId snapshot, List<String> matches) {
        public KeepReason {
            requireNonNull(snapshot, "snapshot is null");
            matches = List.copyOf(matches);
        }
    }
}
