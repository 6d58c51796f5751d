package backup.holdfast.controller.resolver;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NfsScaler;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the API server, each time anew. */
public final class ApiNfsObjects implements NfsObjects {
    private final KubernetesClient client;

    public ApiNfsObjects(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return unlessOutOfReach(
                () -> Optional.ofNullable(
                        client.persistentVolumes().withName(name).get()),
                Optional.empty());
    }

    @Override
    public List<NfsScaler> scalers() {
        return unlessOutOfReach(
                () -> client.resources(NfsScaler.class).list().getItems().stream()
                        .sorted(Comparator.comparing(
                                scaler -> scaler.getMetadata().getName()))
                        .toList(),
                List.of());
    }

    /** Forbidden, or a kind that the cluster does not know. */
    private static <T> T unlessOutOfReach(Supplier<T> read, T otherwise) {
        try {
            return read.get();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_NOT_FOUND -> otherwise;
                default -> throw e;
            };
        }
    }
}
