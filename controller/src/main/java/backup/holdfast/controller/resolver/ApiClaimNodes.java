package backup.holdfast.controller.resolver;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Looks for the pod that uses a volume; asks the API server each time. */
public final class ApiClaimNodes implements ClaimNodes {
    private final KubernetesClient client;

    public ApiClaimNodes(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    @Override
    public Optional<String> node(String namespace, String claim) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> isRunning(pod) && uses(pod, claim))
                .map(pod -> pod.getSpec().getNodeName())
                .filter(node -> node != null && !node.isEmpty())
                .sorted()
                .findFirst();
    }

    private static boolean isRunning(Pod pod) {
        return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    }

    private static boolean uses(Pod pod, String claim) {
        return pod.getSpec().getVolumes().stream()
                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()));
    }
}
