package backup.holdfast.controller.populate;

import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.Map;
import java.util.Optional;

/** The claim that is filled in place of another: it asks for the same. Pure. */
final class PrimeClaim {
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private static final int MAX_LABEL = 63;

    private PrimeClaim() {}

    /** @param image the VolumeSnapshot it is made from; nothing: an empty volume */
    static PersistentVolumeClaim of(ClaimRequest request, Optional<String> image) {
        PersistentVolumeClaimSpec asked = request.claim().getSpec();
        PersistentVolumeClaimSpecBuilder spec = new PersistentVolumeClaimSpecBuilder()
                .withAccessModes(asked.getAccessModes())
                .withResources(asked.getResources())
                .withStorageClassName(asked.getStorageClassName())
                .withVolumeAttributesClassName(asked.getVolumeAttributesClassName())
                .withVolumeMode(asked.getVolumeMode());
        image.ifPresent(name -> spec.withDataSource(
                new TypedLocalObjectReference(VolumeSnapshot.GROUP, VolumeSnapshot.class.getSimpleName(), name)));
        PersistentVolumeClaimBuilder prime = new PersistentVolumeClaimBuilder()
                .withMetadata(request.owner()
                        .metadata(request.primeName())
                        .addToLabels(VolSyncKeys.POPULATOR_CLAIM_FOR, label(request.name()))
                        .build())
                .withSpec(spec.build());
        selectedNode(request.claim())
                .ifPresent(node -> prime.editMetadata()
                        .addToAnnotations(SELECTED_NODE, node)
                        .endMetadata());
        return prime.build();
    }

    static Optional<String> selectedNode(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(SELECTED_NODE));
    }

    /** A name may be longer than a label, and a label may not end in a sign. */
    private static String label(String name) {
        return name.length() <= MAX_LABEL ? name : name.substring(0, MAX_LABEL).replaceFirst("[-.]+$", "");
    }
}
