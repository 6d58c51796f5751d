package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.RunId;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions put to the controller by annotations of a source, and the pods that answer. */
public final class Questions {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public Questions(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    public void ask(ReplicationSource source, LookRequest request) {
        annotate(source, request.key(), request.toAnnotation());
    }

    public void takeBack(ReplicationSource source, LookRequest request) {
        annotate(source, request.key(), null);
    }

    private void annotate(ReplicationSource source, String key, @Nullable String value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(key, value);
        Calls.of(
                "patch replicationsources in namespace " + source.getMetadata().getNamespace(),
                () -> client.resource(source).patch(MERGE, patch.toString()));
    }

    /** Why the controller starts no mover, by its Event; nothing where Events may not be read. */
    public Optional<String> refusal(ReplicationSource source, LookRequest request) {
        String beginning = "Question " + request.token() + ": ";
        try {
            return client
                    .events()
                    .v1()
                    .events()
                    .inNamespace(source.getMetadata().getNamespace())
                    .withField("reason", "LookRefused")
                    .list()
                    .getItems()
                    .stream()
                    .map(event -> Objects.requireNonNullElse(event.getNote(), ""))
                    .filter(note -> note.startsWith(beginning))
                    .map(note -> note.substring(beginning.length()))
                    .findFirst();
        } catch (KubernetesClientException e) {
            // Who may not read Events waits a little longer for the same end.
            return Optional.empty();
        }
    }

    /** The pod of a mover, if it is there. */
    public Optional<Pod> pod(ReplicationSource source, RunId run) {
        String namespace = source.getMetadata().getNamespace();
        return Calls.of(
                "list pods in namespace " + namespace,
                () ->
                        client
                                .pods()
                                .inNamespace(namespace)
                                .withLabel(HoldfastKeys.RUN, run.value())
                                .list()
                                .getItems()
                                .stream()
                                .findFirst());
    }

    /** Whether it has a log by now. */
    public static boolean hasStarted(Pod pod) {
        return containers(pod)
                .anyMatch(status -> status.getState() != null
                        && (status.getState().getRunning() != null
                                || status.getState().getTerminated() != null));
    }

    /** What keeps it from starting, as the cluster says. */
    public static String waitsFor(Pod pod) {
        return containers(pod)
                .flatMap(status -> Stream.ofNullable(status.getState()))
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .map(waiting -> waiting.getReason() + (waiting.getMessage() == null ? "" : ", " + waiting.getMessage()))
                .findFirst()
                .or(() -> Stream.ofNullable(pod.getStatus())
                        .flatMap(status -> status.getConditions().stream())
                        .filter(condition -> "False".equals(condition.getStatus()))
                        .map(PodCondition::getMessage)
                        .filter(Objects::nonNull)
                        .findFirst())
                .orElse("nobody says why");
    }

    /** All it printed and prints, until it ends. */
    public InputStream log(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return Calls.of(
                "get pods/log in namespace " + namespace,
                () -> client.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .watchLog()
                        .getOutput());
    }

    /** What a mover that has ended left. */
    public Optional<String> terminationMessage(Pod pod) {
        return Optional.ofNullable(client.pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .get())
                .stream()
                .flatMap(Questions::containers)
                .flatMap(status -> Stream.ofNullable(status.getState()))
                .flatMap(state -> Stream.ofNullable(state.getTerminated()))
                .flatMap(terminated -> Stream.ofNullable(terminated.getMessage()))
                .findFirst();
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
    }
}
