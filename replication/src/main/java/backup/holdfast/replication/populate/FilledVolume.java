package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The persistent volume that is filled.
 *
 * @param claimUid whose it is
 * @param attachedTo the nodes it is attached to
 */
public record FilledVolume(
        String name, Life life, VolumeShape shape, Optional<String> claimUid, List<String> attachedTo) {
    public FilledVolume {
        requireNonNull(name, "name is null");
        requireNonNull(life, "life is null");
        requireNonNull(shape, "shape is null");
        requireNonNull(claimUid, "claimUid is null");
        attachedTo = List.copyOf(attachedTo);
    }
}
