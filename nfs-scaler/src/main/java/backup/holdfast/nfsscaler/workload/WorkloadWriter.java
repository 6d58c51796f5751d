package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.ReplicaMemory;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Takes and gives back. Memory and replicas change in one patch against the version that was read: whoever was quicker wins, and nothing
 * is lost when we are killed in between. Where only the scale subresource can be written, the memory comes first and goes last.
 *
 * <p>All methods throw {@link io.fabric8.kubernetes.client.KubernetesClientException}, with code 409 if the workload was changed since it
 * was read.
 */
final class WorkloadWriter {

    /** Under which the API server notes what we wrote. */
    static final String FIELD_MANAGER = "holdfast-nfs-scaler";

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(FIELD_MANAGER)
            .build();

    private final KubernetesClient client;

    WorkloadWriter(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    void take(Workload workload, ReplicaMemory memory) {
        ObjectNode patch = patch(workload);
        annotations(patch).put(HoldfastKeys.NFS_SCALED, memory.toAnnotation());
        if (writeReplicas(workload, patch, 0)) {
            send(workload, patch);
        } else {
            String version = send(workload, patch).getMetadata().getResourceVersion();
            scale(workload, version, 0);
        }
    }

    void giveBack(Workload workload, int replicas) {
        ObjectNode patch = patch(workload);
        annotations(patch).putNull(HoldfastKeys.NFS_SCALED);
        if (writeReplicas(workload, patch, replicas)) {
            send(workload, patch);
        } else {
            scale(workload, workload.version(), replicas);
            patch.withObject("/metadata").remove("resourceVersion");
            send(workload, patch);
        }
    }

    /** Only forgets; the replicas stay as somebody else has set them. */
    void forget(Workload workload) {
        ObjectNode patch = patch(workload);
        annotations(patch).putNull(HoldfastKeys.NFS_SCALED);
        send(workload, patch);
    }

    /** The replicas by the scale subresource, for kinds that keep them anywhere. */
    int replicas(Workload workload) {
        Scale scale = resource(workload).scale();
        // The server leaves a zero out.
        Integer replicas = scale.getSpec() == null ? null : scale.getSpec().getReplicas();
        return replicas == null ? 0 : replicas;
    }

    private static ObjectNode patch(Workload workload) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("resourceVersion", workload.version());
        return patch;
    }

    private static ObjectNode annotations(ObjectNode patch) {
        return patch.withObject("/metadata/annotations");
    }

    private static boolean writeReplicas(Workload workload, ObjectNode patch, int replicas) {
        return switch (workload.kind().means()) {
            case REPLICAS -> {
                patch.putObject("spec").put("replicas", replicas);
                yield true;
            }
            case SUSPEND -> {
                patch.putObject("spec").put("suspend", replicas == 0);
                yield true;
            }
            case SCALE -> false;
            case NONE -> throw new IllegalArgumentException(workload + " cannot be scaled");
        };
    }

    private GenericKubernetesResource send(Workload workload, ObjectNode patch) {
        return resource(workload).patch(MERGE, patch.toString());
    }

    private void scale(Workload workload, String version, int replicas) {
        ObjectNode scale = JsonNodeFactory.instance.objectNode();
        scale.putObject("metadata").put("resourceVersion", version);
        scale.putObject("spec").put("replicas", replicas);
        resource(workload).subresource("scale").patch(MERGE, scale.toString());
    }

    private Resource<GenericKubernetesResource> resource(Workload workload) {
        return client.genericKubernetesResources(workload.kind().context()).resource(workload.object());
    }
}
