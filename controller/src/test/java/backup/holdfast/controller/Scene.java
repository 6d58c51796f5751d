package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The controller as shipped, with local movers, on one namespace; and what its user does and sees. */
final class Scene implements AutoCloseable {
    static final String PASSWORD = "correct-horse-battery";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    final KubernetesClient client;
    final String namespace;
    final Path folder;
    private final Holdfast holdfast;

    Scene(KubernetesClient client, String namespace, Path folder) {
        this.client = client;
        this.namespace = namespace;
        this.folder = folder;
        HoldfastSettings settings = TestSettings.of(Set.of(namespace), TestSettings.processes(folder));
        holdfast = Holdfast.start(settings, client, Clock.systemUTC(), event -> {});
    }

    @Override
    public void close() {
        holdfast.closeWithMovers(Duration.ofSeconds(20));
    }

    /** Where its metrics are. */
    InetSocketAddress managementAddress() {
        return holdfast.managementAddress();
    }

    /** The folder of a claim that exists from now on. */
    Path volume(String claim) throws IOException {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(claim));
        return Files.createDirectories(
                folder.resolve("volumes").resolve(namespace).resolve(claim));
    }

    void secret(String name, Map<String, String> content) {
        StringBuilder yaml =
                new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\nstringData:\n");
        content.forEach(
                (key, value) -> yaml.append("  ").append(key).append(": |-\n").append(value.indent(4)));
        apply(yaml.toString());
    }

    /** A source of this name, of the claim of that name, started by hand. */
    void source(String name, String secret, String restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %1$s}
                spec:
                  sourcePVC: %1$s
                  trigger: {manual: first}
                  restic:
                    repository: %2$s
                    copyMethod: Direct
                """.formatted(name, secret) + restic.indent(4));
    }

    /** A destination of this name that restores once, by hand. */
    void destination(String name, String secret, String restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata: {name: %1$s}
                spec:
                  trigger: {manual: restore-once}
                  restic:
                    repository: %2$s
                """.formatted(name, secret) + restic.indent(4));
    }

    void editDestination(String name, String mergePatch) {
        destinations().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    ReplicationStatus awaitDestination(String name, Predicate<ReplicationStatus> condition) {
        return Awaitility.await().atMost(PATIENCE).until(() -> destinationStatus(name), condition);
    }

    ReplicationStatus destinationStatus(String name) {
        return destinations().withName(name).get().getStatus();
    }

    private NonNamespaceOperation<
                    ReplicationDestination,
                    KubernetesResourceList<ReplicationDestination>,
                    Resource<ReplicationDestination>>
            destinations() {
        return client.resources(ReplicationDestination.class).inNamespace(namespace);
    }

    PersistentVolumeClaim claim(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    void edit(String name, String mergePatch) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    /** Asks for one run and waits until it is over. */
    ReplicationStatus run(String name, String token) {
        edit(name, "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
        return await(
                name,
                status -> status.lastHandledRequest() != null
                        && token.equals(status.lastHandledRequest().token()));
    }

    ReplicationStatus await(String name, Predicate<ReplicationStatus> condition) {
        return Awaitility.await().atMost(PATIENCE).until(() -> status(name), condition);
    }

    ReplicationStatus status(String name) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getStatus();
    }

    static Map<String, String> conditions(ReplicationStatus status) {
        Map<String, String> conditions = new TreeMap<>();
        for (Condition condition : status.conditions()) {
            conditions.put(condition.getType(), condition.getStatus() + " " + condition.getReason());
        }
        return conditions;
    }

    static String message(ReplicationStatus status, String type) {
        return status.condition(type).orElseThrow().getMessage();
    }

    /** The notes of the Events with this reason about a source. */
    List<String> events(String name, String reason) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .filter(event -> event.getRegarding() != null
                        && name.equals(event.getRegarding().getName()))
                .map(Event::getNote)
                .toList();
    }

    /** The one Event of this reason about a source; Events come after the status. */
    String event(String name, String reason) {
        List<String> notes =
                Awaitility.await().atMost(PATIENCE).until(() -> events(name, reason), list -> !list.isEmpty());
        assertThat(notes).hasSize(1);
        return notes.get(0);
    }

    void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }

    /** What stock restic says, as one document or an array of them. */
    static JsonNode restic(Map<String, String> environment, String... arguments) throws Exception {
        return resticIn(Path.of("").toAbsolutePath(), environment, arguments);
    }

    /** The same, from a folder: a backup of {@code .} has that folder as its path, and as the root of its tree. */
    static JsonNode resticIn(Path directory, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(restic().toString(), "--no-cache"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(() -> String.join(" ", command)).isZero();
        return new ObjectMapper()
                .readTree(output.startsWith("[") ? output : "[" + output.strip().replace("\n", ",") + "]");
    }

    static Path restic() {
        return Tools.require(Tools.restic(ResticSeries.ANY));
    }
}
