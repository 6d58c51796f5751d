package backup.holdfast.controller.destination;

import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The volumes that are restored into: made where there is none, and marked for as long as they are not good. */
public final class DestinationClaims {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public DestinationClaims(KubernetesClient client) {
        this.client = client;
    }

    PersistentVolumeClaim create(RunOwner owner, Target.Provisioned wanted) {
        return client.resource(new PersistentVolumeClaimBuilder()
                        .withMetadata(owner.metadata(wanted.claimName()).build())
                        .withNewSpec()
                        .withAccessModes(wanted.accessModes())
                        .withStorageClassName(wanted.storageClass().orElse(null))
                        .withNewResources()
                        .withRequests(Map.of("storage", wanted.capacity()))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    /**
     * From now on nothing backs the volume up, or forgets or prunes in its repository.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 when the claim was changed since it was read
     */
    void mark(PersistentVolumeClaim claim, RestoreMark mark) {
        if (!RestoreMark.on(claim).equals(Optional.of(mark))) {
            annotate(claim, HoldfastKeys.RESTORE, mark.toAnnotation());
        }
    }

    /** The volume is good: as the snapshot has it, whatever it was before. */
    void markGood(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        if (annotations != null
                && (annotations.containsKey(HoldfastKeys.RESTORE)
                        || annotations.containsKey(HoldfastKeys.RESTORED_EMPTY))) {
            Map<String, @Nullable String> gone = new TreeMap<>();
            gone.put(HoldfastKeys.RESTORE, null);
            gone.put(HoldfastKeys.RESTORED_EMPTY, null);
            patch(claim, gone);
        }
    }

    /** The restore found nothing, and by policy that is good enough. */
    void markEmpty(PersistentVolumeClaim claim, String runId) {
        annotate(claim, HoldfastKeys.RESTORED_EMPTY, runId);
    }

    void remove(PersistentVolumeClaim claim) {
        client.resource(claim).delete();
    }

    private void annotate(PersistentVolumeClaim claim, String key, String value) {
        patch(claim, Map.of(key, value));
    }

    private void patch(PersistentVolumeClaim claim, Map<String, @Nullable String> annotations) {
        Map<String, Object> metadata =
                Map.of("resourceVersion", claim.getMetadata().getResourceVersion(), "annotations", annotations);
        client.resource(claim).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
    }
}
