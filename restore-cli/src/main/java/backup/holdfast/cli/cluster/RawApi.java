package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** Whether the caller may do something; everybody may ask that. */
    public boolean may(Permission permission, Scope scope) {
        ObjectNode review = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes
                .put("group", permission.group())
                .put("resource", permission.resource())
                .put("subresource", permission.subresource())
                .put("verb", permission.verb());
        scope.namespace().ifPresent(namespace -> attributes.put("namespace", namespace));
        String answer = Calls.of(
                "create selfsubjectaccessreviews",
                () -> client.raw("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "POST", review));
        return answer != null && parse(answer).path("status").path("allowed").asBoolean();
    }

    private JsonNode parse(String json) {
        return client.getKubernetesSerialization().unmarshal(json, JsonNode.class);
    }

    /** A verb on a resource, in the words of RBAC; the subresource may be empty. */
    public record Permission(String group, String resource, String subresource, String verb) {
        public Permission {
            requireNonNull(group, "group is null");
            requireNonNull(resource, "resource is null");
            requireNonNull(subresource, "subresource is null");
            requireNonNull(verb, "verb is null");
        }

        @Override
        public String toString() {
            return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }
}
