package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * All that decides the next step of a ReplicationDestination.
 *
 * @param sync what it has in common with a source; the mover is that of the phase
 * @param phase of the run under way; {@link RestorePhase#SELECT} while there is none
 * @param pinned whether the snapshot that the last run failed to restore is known
 * @param missing what to do while there is no snapshot
 */
public record DestinationFacts(
        SourceFacts sync, RestorePhase phase, Optional<Pinned> pinned, MissingWait missing, ImageSight image) {
    public DestinationFacts {
        requireNonNull(sync, "sync is null");
        requireNonNull(phase, "phase is null");
        requireNonNull(pinned, "pinned is null");
        requireNonNull(missing, "missing is null");
        requireNonNull(image, "image is null");
    }

    /**
     * A snapshot that a failed run was writing into the volume.
     *
     * @param snapshotId the full id
     * @param inputs the digest of spec and references it was chosen by
     */
    public record Pinned(String snapshotId, String inputs) {
        public Pinned {
            requireNonNull(snapshotId, "snapshotId is null");
            requireNonNull(inputs, "inputs is null");
        }
    }
}
