package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.ReplicaMemory;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;

/**
 * Sends autoscalers to sleep while their workload is held, and wakes those it sent to sleep. A HorizontalPodAutoscaler sleeps when its
 * target is at zero and its least number is not; a ScaledObject by KEDA's annotation.
 */
final class AutoscalerWriter {

    private static final String AT_ZERO = "0";
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(WorkloadWriter.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;

    AutoscalerWriter(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    void pause(Autoscaler autoscaler, String scaler, Instant now) {
        if (!autoscaler.wakesFromZero()) {
            return;
        }
        ObjectNode patch = patch(autoscaler);
        ObjectNode annotations = patch.withObject("/metadata/annotations");
        annotations.put(
                HoldfastKeys.NFS_SCALED,
                new ReplicaMemory(0, autoscaler.object().getMetadata().getUid(), scaler, now).toAnnotation());
        if (autoscaler.isKeda()) {
            annotations.put(Autoscaler.PAUSED_REPLICAS, AT_ZERO);
        } else {
            patch.putObject("spec").put("minReplicas", 1);
        }
        send(autoscaler, patch);
    }

    /** Puts back what was changed, unless somebody changed it since. */
    void resume(Autoscaler autoscaler) {
        ObjectNode patch = patch(autoscaler);
        ObjectNode annotations = patch.withObject("/metadata/annotations");
        annotations.putNull(HoldfastKeys.NFS_SCALED);
        if (autoscaler.isKeda()) {
            if (AT_ZERO.equals(autoscaler.annotations().get(Autoscaler.PAUSED_REPLICAS))) {
                annotations.putNull(Autoscaler.PAUSED_REPLICAS);
            }
        } else if (autoscaler.minReplicas() == 1) {
            patch.putObject("spec").put("minReplicas", 0);
        }
        send(autoscaler, patch);
    }

    private static ObjectNode patch(Autoscaler autoscaler) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("resourceVersion", autoscaler.object().getMetadata().getResourceVersion());
        return patch;
    }

    private void send(Autoscaler autoscaler, ObjectNode patch) {
        client.genericKubernetesResources(autoscaler.kind().context())
                .resource(autoscaler.object())
                .patch(MERGE, patch.toString());
    }
}
