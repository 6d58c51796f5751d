package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/** Which snapshots to list or count. Immutable: each method returns a copy with one condition more. */
public record SnapshotFilter(Arguments arguments, List<SnapshotId> ids) {

    /** Every snapshot in the repository. */
    public static final SnapshotFilter ALL = new SnapshotFilter(Arguments.NONE, List.of());

    public SnapshotFilter {
        requireNonNull(arguments, "arguments is null");
        ids = List.copyOf(ids);
    }

    /** Of this host; given twice, of either. */
    public SnapshotFilter host(String host) {
        return new SnapshotFilter(arguments.add("--host", host), ids);
    }

    /** Holding this path. */
    public SnapshotFilter path(String path) {
        return new SnapshotFilter(arguments.add("--path", path), ids);
    }

    /** With this tag; given twice, with either. */
    public SnapshotFilter tag(String tag) {
        return new SnapshotFilter(arguments.add("--tag", tag), ids);
    }

    /** By its id. restic answers an unknown id with an empty list, not with a failure. */
    public SnapshotFilter id(SnapshotId id) {
        List<SnapshotId> more = new ArrayList<>(ids);
        more.add(id);
        return new SnapshotFilter(arguments, more);
    }

    List<String> positional() {
        return ids.stream().map(SnapshotId::value).toList();
    }
}
