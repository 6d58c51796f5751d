package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a claim asks of a volume, or what a volume is.
 *
 * @param bytes size
 * @param accessModes as Kubernetes writes them
 * @param storageClass empty text: none; absent: not said
 * @param volumeMode {@code Filesystem} or {@code Block}
 */
public record VolumeShape(BigDecimal bytes, Set<String> accessModes, Optional<String> storageClass, String volumeMode) {
    public static final String FILESYSTEM = "Filesystem";

    public VolumeShape {
        requireNonNull(bytes, "bytes is null");
        accessModes = Set.copyOf(accessModes);
        requireNonNull(storageClass, "storageClass is null");
        requireNonNull(volumeMode, "volumeMode is null");
    }

    /**
     * Why a claim of this shape could never be bound to that volume. Kubernetes does not check before it lets go of the claim the volume
     * was made for: a volume that does not fit would leave both claims stuck for good.
     */
    Optional<String> misfit(VolumeShape volume) {
        if (volume.bytes.compareTo(bytes) < 0) {
            return Optional.of("it has " + volume.bytes.toPlainString() + " bytes, and the claim asks for "
                    + bytes.toPlainString());
        }
        if (!volume.accessModes.containsAll(accessModes)) {
            return Optional.of("its access modes are " + new TreeSet<>(volume.accessModes) + ", and the claim asks for "
                    + new TreeSet<>(accessModes));
        }
        // A claim that says nothing is given the default class sooner or later, and cannot be bound before.
        if (!storageClass.orElse("").equals(volume.storageClass.orElse(""))) {
            return Optional.of("its storage class is \"" + volume.storageClass.orElse("")
                    + "\", and the claim asks for \"" + storageClass.orElse("") + "\"");
        }
        return volume.volumeMode.equals(volumeMode)
                ? Optional.empty()
                : Optional.of("its volume mode is " + volume.volumeMode + ", and the claim asks for " + volumeMode);
    }
}
