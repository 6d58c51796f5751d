package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The claim that is filled in place of the one that asks, which Kubernetes' populators call PVC prime.
 *
 * @param volume the one it is or was bound to
 * @param image the VolumeSnapshot it is made from, if it is
 */
public record PrimeSight(
        String uid,
        Instant createdAt,
        Ownership ownership,
        Life life,
        Binding binding,
        Optional<String> volume,
        Optional<String> selectedNode,
        Optional<String> image) {
    public PrimeSight {
        requireNonNull(uid, "uid is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(ownership, "ownership is null");
        requireNonNull(life, "life is null");
        requireNonNull(binding, "binding is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(selectedNode, "selectedNode is null");
        requireNonNull(image, "image is null");
    }

    /** Whose it is. */
    public enum Ownership {
        /** Made for exactly the claim that asks. */
        OURS,
        FOREIGN
    }
}
