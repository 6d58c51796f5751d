package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a snapshot of a claim is recorded as. Pure.
 *
 * @param restoreSize instead of the capacity of the claim
 */
record SnapshotContent(
        GenericKubernetesResource snapshot,
        GenericKubernetesResource snapshotClass,
        PersistentVolumeClaim claim,
        Optional<String> restoreSize) {

    static final String PROTECTION = "snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection";

    SnapshotContent {
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(snapshotClass, "snapshotClass is null");
        requireNonNull(claim, "claim is null");
        requireNonNull(restoreSize, "restoreSize is null");
    }

    String name() {
        return "snapcontent-" + snapshot.getMetadata().getUid();
    }

    GenericKubernetesResource object() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("deletionPolicy", snapshotClass.get("deletionPolicy"));
        spec.put("driver", VolumeFolders.DRIVER);
        spec.put("source", Map.of("volumeHandle", claim.getSpec().getVolumeName()));
        spec.put("volumeSnapshotClassName", snapshotClass.getMetadata().getName());
        spec.put(
                "volumeSnapshotRef",
                Map.of(
                        "apiVersion", SnapshotKind.SNAPSHOT.apiVersion(),
                        "kind", SnapshotKind.SNAPSHOT.kind(),
                        "namespace", snapshot.getMetadata().getNamespace(),
                        "name", snapshot.getMetadata().getName(),
                        "uid", snapshot.getMetadata().getUid()));
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(SnapshotKind.CONTENT.apiVersion())
                .withKind(SnapshotKind.CONTENT.kind())
                .withNewMetadata()
                .withName(name())
                .withFinalizers(PROTECTION)
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    /** Taken, and not ready to use. */
    Map<String, Object> statusOfSnapshot(String now) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("boundVolumeSnapshotContentName", name());
        status.put("creationTime", now);
        status.put("readyToUse", false);
        status.put(
                "restoreSize",
                restoreSize.orElseGet(() -> new Claim(claim).capacity().toString()));
        // What has gone wrong before is over.
        status.put("error", null);
        return status;
    }
}
