package backup.holdfast.crds.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the difference between two statuses to the API server, against the version the first was read at: a decision made on a
 * stale copy fails with a conflict instead of overwriting a newer one. Writes nothing when nothing differs.
 */
public final class StatusWriter {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public StatusWriter(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The object as the API server has it after the write.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 when the object was changed since it was read
     */
    public <S, R extends CustomResource<?, S>> R write(R read, @Nullable S status) {
        ObjectNode difference = MergePatch.between(tree(read.getStatus()), tree(status));
        if (difference.isEmpty()) {
            return read;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("resourceVersion", read.getMetadata().getResourceVersion());
        patch.set("status", difference);
        return client.resource(read).subresource("status").patch(MERGE, patch.toString());
    }

    /** The object as the API server has it now; absent when it has been deleted or made anew. For what no cache may decide. */
    public <R extends CustomResource<?, ?>> Optional<R> fresh(R cached) {
        return Optional.ofNullable(client.resource(cached).get())
                .filter(live -> Objects.equals(
                        live.getMetadata().getUid(), cached.getMetadata().getUid()));
    }

    private JsonNode tree(@Nullable Object status) {
        return status == null
                ? JsonNodeFactory.instance.objectNode()
                : client.getKubernetesSerialization().convertValue(status, JsonNode.class);
    }
}
