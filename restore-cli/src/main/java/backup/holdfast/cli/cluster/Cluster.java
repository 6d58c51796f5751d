package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationSource;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sources and claims. A right that is missing ends the command with its name. */
public final class Cluster {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public Cluster(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    public List<ReplicationSource> sources(Scope scope) {
        return Calls.of(
                "list replicationsources in " + scope,
                () -> scope.namespace()
                        .map(namespace ->
                                client.resources(ReplicationSource.class).inNamespace(namespace))
                        .<List<ReplicationSource>>map(it -> it.list().getItems())
                        .orElseGet(() -> client.resources(ReplicationSource.class)
                                .inAnyNamespace()
                                .list()
                                .getItems()));
    }

    public Optional<ReplicationSource> findSource(String namespace, String name) {
        return Calls.of(
                "get replicationsources in namespace " + namespace,
                () -> Optional.ofNullable(client.resources(ReplicationSource.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()));
    }

    public ReplicationSource source(String namespace, String name) {
        return findSource(namespace, name)
                .orElseThrow(() -> new StopException(
                        ExitCode.NOT_FOUND,
                        "there is no ReplicationSource " + name + " in namespace " + namespace,
                        "`restore status -A` lists what there is; -n chooses the namespace."));
    }

    /** By its own name, or by the claim it backs up. */
    public ReplicationSource sourceOf(String namespace, String name) {
        return findSource(namespace, name).orElseGet(() -> {
            List<ReplicationSource> found = sources(Scope.in(namespace)).stream()
                    .filter(it -> name.equals(it.getSpec().sourcePVC())
                            && it.getSpec().restic() != null)
                    .toList();
            if (found.size() > 1) {
                throw new StopException(
                        ExitCode.USAGE,
                        "several sources back up the claim " + name + ": "
                                + String.join(
                                        ", ",
                                        found.stream()
                                                .map(it -> it.getMetadata().getName())
                                                .toList()),
                        "Name one of them.");
            }
            return found.isEmpty() ? source(namespace, name) : found.get(0);
        });
    }

    /** By namespace and name, with a slash between; empty where claims may not be listed: the board is of use without. */
    public Map<String, RestoreMark> marks(Scope scope) {
        Map<String, RestoreMark> marks = new TreeMap<>();
        try {
            claims(scope)
                    .forEach(claim -> RestoreMark.on(claim)
                            .ifPresent(mark -> marks.put(
                                    claim.getMetadata().getNamespace() + "/"
                                            + claim.getMetadata().getName(),
                                    mark)));
        } catch (StopException e) {
            if (e.exitCode() != ExitCode.FORBIDDEN) {
                throw e;
            }
        }
        return marks;
    }

    /** Not as their own type: what its many fields need takes longer than the call. */
    private List<GenericKubernetesResource> claims(Scope scope) {
        var claims = client.genericKubernetesResources("v1", "PersistentVolumeClaim");
        return Calls.of(
                "list persistentvolumeclaims in " + scope,
                () -> scope.namespace().isPresent()
                        ? claims.inNamespace(scope.namespace().get()).list().getItems()
                        : claims.inAnyNamespace().list().getItems());
    }

    /** Asks for one run, outside the spec, so that Git and the cluster do not drift apart. */
    public void request(ReplicationSource source, String token) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(HoldfastKeys.REQUESTED_AT, token);
        Calls.of(
                "patch replicationsources in namespace " + source.getMetadata().getNamespace(),
                () -> client.resource(source).patch(MERGE, patch.toString()));
    }
}
