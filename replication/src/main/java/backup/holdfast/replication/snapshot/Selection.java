package backup.holdfast.replication.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The snapshot to restore, or why there is none. Every case carries a sentence for the person who asked. */
public sealed interface Selection {

    String explanation();

    /**
     * The one to restore.
     *
     * @param newer how many snapshots of the same identity are newer
     */
    record Chosen(SnapshotInfo snapshot, int newer, String explanation) implements Selection {
        public Chosen {
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** The repository holds no snapshot of this identity at all. */
    record NoneOfIdentity(SnapshotIdentity identity, String explanation) implements Selection {
        public NoneOfIdentity {
            requireNonNull(identity, "identity is null");
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** There are snapshots of this identity, but none that was asked for. {@code newest} are up to three of them. */
    record NoneMatching(List<SnapshotInfo> newest, String explanation) implements Selection {
        public NoneMatching {
            newest = List.copyOf(newest);
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** No snapshot of the repository has an id that starts like this. */
    record UnknownId(String prefix, String explanation) implements Selection {
        public UnknownId {
            requireNonNull(prefix, "prefix is null");
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** More than one has. */
    record AmbiguousId(List<SnapshotInfo> candidates, String explanation) implements Selection {
        public AmbiguousId {
            candidates = List.copyOf(candidates);
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** The id is that of another identity's snapshot: another volume's data. */
    record OtherIdentity(SnapshotInfo snapshot, String explanation) implements Selection {
        public OtherIdentity {
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** The question makes no sense: a count below zero, or an id that cannot be one. */
    record Refused(String explanation) implements Selection {
        public Refused {
            requireNonNull(explanation, "explanation is null");
        }
    }
}
