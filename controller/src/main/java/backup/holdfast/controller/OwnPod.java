package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/**
 * The pod that this process is in, if it is in one.
 *
 * @param name as the replica's name: the host name, or the pod's by the downward API
 */
record OwnPod(KubernetesClient client, String name) {
    private static final String CONTAINER = "holdfast";

    OwnPod {
        requireNonNull(client, "client is null");
        requireNonNull(name, "name is null");
    }

    /**
     * The image it was told to run, as admission left it: so movers come from the registry, and are of the version, that the controller
     * is. Absent outside of a cluster.
     */
    Optional<String> image() {
        return pod().flatMap(pod -> {
            List<Container> containers = pod.getSpec().getContainers();
            return containers.stream()
                    .filter(container -> containers.size() == 1 || CONTAINER.equals(container.getName()))
                    .map(Container::getImage)
                    .findFirst();
        });
    }

    private Optional<Pod> pod() {
        try {
            return Optional.ofNullable(client.pods()
                    .inNamespace(client.getConfiguration().getNamespace())
                    .withName(name)
                    .get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
