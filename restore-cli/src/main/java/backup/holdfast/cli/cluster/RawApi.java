package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever the API server serves, as JSON, by its path. */
public final class RawApi {
    private final KubernetesClient client;

    public RawApi(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /**
     * Nothing where there is nothing of that path.
     *
     * @param right what it takes, in the words of RBAC
     */
    public Optional<JsonNode> get(String right, String path) {
        return Calls.of(right, () -> {
            try {
                return Optional.ofNullable(client.raw(path)).map(this::parse);
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** The objects of a list; nothing where the cluster does not know their kind. */
    public Optional<List<JsonNode>> items(String right, String path) {
        return get(right, path).map(list -> {
            List<JsonNode> items = new ArrayList<>();
            list.path("items").forEach(items::add);
            return items;
        });
    }

    private JsonNode parse(String json) {
        return client.getKubernetesSerialization().unmarshal(json, JsonNode.class);
    }
}
