package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.app.Kind;
import backup.holdfast.cli.app.Look;
import backup.holdfast.cli.app.Seen;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** Objects of whatever kind, as JSON. */
public final class ApiObjects implements Look {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public ApiObjects(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    public Optional<JsonNode> get(ObjectRef ref) {
        return Calls.of(
                "get " + ref.plural() + " in namespace " + ref.namespace(),
                () -> Optional.ofNullable(client.genericKubernetesResources(context(ref))
                                .inNamespace(ref.namespace())
                                .withName(ref.name())
                                .get())
                        .map(this::tree));
    }

    /** @throws KubernetesClientException with code 409 when it was changed since it was read */
    public void patch(ObjectRef ref, ObjectNode patch) {
        Calls.of(
                "patch " + ref.plural() + " in namespace " + ref.namespace(),
                () -> client.genericKubernetesResources(context(ref))
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .patch(MERGE, patch.toString()));
    }

    /** @throws KubernetesClientException with code 409 when there is one of that name */
    public void create(ObjectRef ref, ObjectNode object) {
        object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
        object.withObject("/metadata").put("name", ref.name()).put("namespace", ref.namespace());
        GenericKubernetesResource typed =
                client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
        Calls.of(
                "create " + ref.plural() + " in namespace " + ref.namespace(),
                () -> client.genericKubernetesResources(context(ref))
                        .inNamespace(ref.namespace())
                        .resource(typed)
                        .create());
    }

    public void delete(ObjectRef ref) {
        Calls.of(
                "delete " + ref.plural() + " in namespace " + ref.namespace(),
                () -> client.genericKubernetesResources(context(ref))
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .delete());
    }

    @Override
    public Optional<Seen> get(Kind kind, String namespace, String name) {
        for (String version : kind.versions()) {
            ObjectRef ref = kind.ref(version, namespace, name);
            Optional<JsonNode> object = get(ref);
            if (object.isPresent()) {
                return Optional.of(new Seen(kind, ref, object.get()));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Seen> list(Kind kind, String namespace) {
        return list(kind, Scope.in(namespace));
    }

    @Override
    public List<Seen> listEverywhere(Kind kind) {
        return list(kind, Scope.EVERYWHERE);
    }

    @Override
    public List<JsonNode> pods(String namespace) {
        return Calls.of(
                "list pods in namespace " + namespace,
                () -> client.pods().inNamespace(namespace).list().getItems().stream()
                        .map(this::tree)
                        .toList());
    }

    @Override
    public Optional<JsonNode> claim(String namespace, String name) {
        return Calls.of(
                "get persistentvolumeclaims in namespace " + namespace,
                () -> Optional.ofNullable(client.persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(this::tree));
    }

    private List<Seen> list(Kind kind, Scope scope) {
        for (String version : kind.versions()) {
            List<Seen> found = list("list " + kind.plural() + " in " + scope, kind, version, scope);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Of a kind that is not there nobody has to have a right: the API server looks at rights first. */
    private List<Seen> list(String right, Kind kind, String version, Scope scope) {
        try {
            return Calls.of(right, () -> list(kind, version, scope));
        } catch (StopException e) {
            if (e.exitCode() == ExitCode.FORBIDDEN && !isServed(kind, version)) {
                return List.of();
            }
            throw e;
        }
    }

    private boolean isServed(Kind kind, String version) {
        APIResourceList resources =
                Calls.of("get /apis/" + kind.group(), () -> client.getApiResources(kind.group() + "/" + version));
        return resources != null
                && resources.getResources().stream().anyMatch(it -> it.getName().equals(kind.plural()));
    }

    private List<Seen> list(Kind kind, String version, Scope scope) {
        ResourceDefinitionContext context = context(kind.ref(version, "", ""));
        try {
            List<GenericKubernetesResource> items = scope.namespace().isPresent()
                    ? client.genericKubernetesResources(context)
                            .inNamespace(scope.namespace().get())
                            .list()
                            .getItems()
                    : client.genericKubernetesResources(context)
                            .inAnyNamespace()
                            .list()
                            .getItems();
            return items.stream()
                    .map(item -> new Seen(
                            kind,
                            kind.ref(
                                    version,
                                    item.getMetadata().getNamespace(),
                                    item.getMetadata().getName()),
                            tree(item)))
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private JsonNode tree(Object object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    private static ResourceDefinitionContext context(ObjectRef ref) {
        int slash = ref.apiVersion().indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : ref.apiVersion().substring(0, slash))
                .withVersion(ref.apiVersion().substring(slash + 1))
                .withKind(ref.kind())
                .withPlural(ref.plural())
                .withNamespaced(true)
                .build();
    }
}
