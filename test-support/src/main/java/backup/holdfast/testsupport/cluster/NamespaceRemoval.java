package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Does what the namespace controller of a whole cluster does: removes everything in a namespace, then the namespace. Finalizers are
 * not waited for, since whoever set them has gone with the test.
 */
final class NamespaceRemoval {

    private final KubernetesClient admin;
    private final String namespace;
    private final ObjectMapper json = new ObjectMapper();

    NamespaceRemoval(KubernetesClient admin, String namespace) {
        this.admin = requireNonNull(admin, "admin is null");
        this.namespace = requireNonNull(namespace, "namespace is null");
    }

    void run(List<NamespacedKind> kinds) {
        // First, so that nobody can add to it any more.
        admin.namespaces().withName(namespace).delete();
        // All questions at once: there are fifty kinds, and almost always there is nothing of them.
        Map<NamespacedKind, CompletableFuture<HttpResponse<String>>> lists = new LinkedHashMap<>();
        kinds.forEach(kind -> lists.put(kind, list(kind)));
        lists.forEach((kind, list) -> removeAll(kind, list.join()));
        Namespace terminating = admin.namespaces().withName(namespace).get();
        if (terminating != null) {
            Namespace finalized = new NamespaceBuilder(terminating)
                    .editSpec()
                    .withFinalizers(List.of())
                    .endSpec()
                    .build();
            admin.raw("/api/v1/namespaces/" + namespace + "/finalize", "PUT", finalized);
        }
    }

    private CompletableFuture<HttpResponse<String>> list(NamespacedKind kind) {
        HttpClient http = admin.getHttpClient();
        URI address = URI.create(admin.getMasterUrl().toString()).resolve(kind.path(namespace));
        return http.sendAsync(http.newHttpRequestBuilder().uri(address).build(), String.class);
    }

    private void removeAll(NamespacedKind kind, HttpResponse<String> list) {
        if (list.code() == HttpURLConnection.HTTP_NOT_FOUND) {
            // The test has removed the definition itself.
            return;
        }
        if (!list.isSuccessful()) {
            throw new IllegalStateException("cannot list " + kind + ": HTTP status " + list.code());
        }
        for (JsonNode item : parse(list.body()).path("items")) {
            Resource<?> object = admin.genericKubernetesResources(kind.apiVersion(), kind.kind())
                    .inNamespace(namespace)
                    .withName(item.path("metadata").path("name").asText());
            if (item.path("metadata").has("finalizers")) {
                release(object);
            }
            object.withGracePeriod(0).delete();
        }
    }

    private JsonNode parse(String list) {
        try {
            return json.readTree(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server sent no JSON", e);
        }
    }

    private static void release(Resource<?> object) {
        try {
            object.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
        } catch (KubernetesClientException e) {
            // A controller that is still at work may have been quicker.
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
