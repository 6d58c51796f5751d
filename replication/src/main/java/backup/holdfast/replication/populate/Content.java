package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What a claim is filled with, once that is chosen. It never changes after the first byte. */
public sealed interface Content {
    /**
     * @param id the full id of a snapshot in the repository
     * @param bytes what it takes when restored, if known
     */
    record Snapshot(String id, Optional<Instant> time, OptionalLong bytes) implements Content {
        public Snapshot {
            requireNonNull(id, "id is null");
            requireNonNull(time, "time is null");
            requireNonNull(bytes, "bytes is null");
        }
    }

    /**
     * @param name of the VolumeSnapshot
     * @param snapshotId the one of the repository it was made from, if known
     */
    record Image(String name, Optional<String> snapshotId) implements Content {
        public Image {
            requireNonNull(name, "name is null");
            requireNonNull(snapshotId, "snapshotId is null");
        }
    }

    /** There is no snapshot, and the policy says to go on without. */
    record Nothing() implements Content {}
}
