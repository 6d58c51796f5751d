package backup.holdfast.testsupport.kubelet.storage;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/**
 * What a VolumeSnapshot has come to. Pure.
 *
 * @param content the name of its content
 */
record SnapshotStatus(boolean isReady, Optional<String> content, Optional<Quantity> restoreSize) {

    static SnapshotStatus of(GenericKubernetesResource snapshot) {
        return new SnapshotStatus(
                Boolean.TRUE.equals(snapshot.<Object>get("status", "readyToUse")),
                Optional.ofNullable(snapshot.get("status", "boundVolumeSnapshotContentName")),
                Optional.ofNullable(snapshot.<String>get("status", "restoreSize"))
                        .map(Quantity::new));
    }
}
