package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code restic forget --group-by host,paths} would keep and remove, without asking restic. It is for deciding
 * whether to run forget at all and whether to freeze it; what is removed in the end is restic's decision.
 *
 * <p>Exact for a restic that runs with {@code TZ=UTC}: in another zone it counts spans back over changes of that zone's
 * clocks. Of snapshots with the very same time and offset, restic prefers whichever it happened to load first; the preview prefers
 * the lower id, so there it can name another one, but never another number of them.
 */
public record RetentionPreview(List<Group> groups) {

    public RetentionPreview {
        groups = List.copyOf(groups);
    }

    /** One history: the snapshots of one host with one set of paths. {@code keep} and {@code remove} are newest first. */
    public record Group(SnapshotIdentity identity, List<Kept> keep, List<SnapshotInfo> remove) {
        public Group {
            requireNonNull(identity, "identity is null");
            keep = List.copyOf(keep);
            remove = List.copyOf(remove);
        }

        public int size() {
            return keep.size() + remove.size();
        }
    }

    /** A snapshot that stays, with the rules that hold it. */
    public record Kept(SnapshotInfo snapshot, List<Reason> reasons) {
        public Kept {
            requireNonNull(snapshot, "snapshot is null");
            reasons = List.copyOf(reasons);
        }
    }

    /** {@code text} is restic's wording: {@code daily snapshot}, {@code oldest yearly snapshot}, {@code within 7d}. */
    public record Reason(KeepRule rule, String text) {
        public Reason {
            requireNonNull(rule, "rule is null");
            requireNonNull(text, "text is null");
        }
    }

    /**
     * Applies a policy to a repository's snapshots, each group by itself.
     *
     * @param now restic's clock: snapshots dated later are kept like others, but no span counts back from them
     */
    public static RetentionPreview of(List<SnapshotInfo> snapshots, RetentionPolicy policy, Instant now) {
        Comparator<SnapshotIdentity> order = Comparator.comparing(SnapshotIdentity::host)
                .thenComparing(identity -> String.join("\0", identity.paths()));
        Map<SnapshotIdentity, List<SnapshotInfo>> byIdentity = snapshots.stream()
                .collect(
                        Collectors.groupingBy(SnapshotInfo::identity, () -> new TreeMap<>(order), Collectors.toList()));
        return new RetentionPreview(byIdentity.entrySet().stream()
                .map(group -> new PolicyRun(policy, group.getValue(), now).apply(group.getKey()))
                .toList());
    }

    /** All that would go, of all groups. */
    public List<SnapshotInfo> remove() {
        return groups.stream().flatMap(group -> group.remove().stream()).toList();
    }

    public boolean removesNothing() {
        return groups.stream().allMatch(group -> group.remove().isEmpty());
    }
}
