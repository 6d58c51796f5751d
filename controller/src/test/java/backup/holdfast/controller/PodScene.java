package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.TestKubeletBuilder;
import backup.holdfast.testsupport.s3.S3Bucket;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The controller as shipped, for a whole cluster, with movers in pods of a test kubelet; and what its user does and sees. */
final class PodScene implements AutoCloseable {
    final KubernetesClient client;
    final String namespace;
    final TestKubelet kubelet;
    private final S3Bucket bucket;
    private Holdfast holdfast;

    /** @param more what the kubelet has beside a node, the movers' image and the StorageClass {@code folders} */
    PodScene(
            KubernetesClient client,
            TestNamespace namespace,
            S3Bucket bucket,
            Path folder,
            UnaryOperator<TestKubeletBuilder> more)
            throws IOException {
        this.client = client;
        this.namespace = namespace.name();
        this.bucket = bucket;
        kubelet = more.apply(TestKubelet.on(client)
                        .node("node-a")
                        .image("holdfast", image(folder))
                        .storageClass("folders"))
                .start();
        holdfast = controller();
        secret("repo");
    }

    @Override
    public void close() {
        holdfast.close();
        kubelet.close();
    }

    /** The controller dies, and another one comes. */
    void restart() {
        stop();
        holdfast = controller();
    }

    void stop() {
        holdfast.close();
    }

    /** As the image will have it: the command that mover pods name, and a restic. */
    static ContainerImage image(Path folder) throws IOException {
        return ContainerImage.java(
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m"),
                        MoverMain.class.getName())
                .withEntrypointAs("holdfast-mover", folder)
                .withProgram("restic", Scene.restic());
    }

    private Holdfast controller() {
        HoldfastSettings settings = TestSettings.of(Set.of(), TestSettings.pods());
        return Holdfast.start(settings, client, Clock.systemUTC(), event -> {});
    }

    /** A claim of the class {@code folders}, bound, with one file. */
    Path volume(String claim) throws IOException {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(claim));
        Path volume = kubelet.volume(claim);
        Files.writeString(volume.resolve("a"), "a");
        return volume;
    }

    /** With a repository of its own. */
    void secret(String name) {
        secret(name, Scene.PASSWORD);
    }

    void secret(String name, String password) {
        Map<String, String> content = environment(name);
        content.put("RESTIC_PASSWORD", password);
        secret(name, content);
    }

    void secret(String name, Map<String, String> content) {
        StringBuilder yaml =
                new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\nstringData:\n");
        content.forEach((key, value) ->
                yaml.append("  ").append(key).append(": '").append(value).append("'\n"));
        apply(yaml.toString());
    }

    Map<String, String> environment() {
        return environment("repo");
    }

    private Map<String, String> environment(String repository) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository(repository));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        return environment;
    }

    /** Only then may movers give files to others. */
    void allowPrivilegedMovers() {
        client.namespaces()
                .withName(namespace)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + VolSyncKeys.PRIVILEGED_MOVERS + "\":\"true\"}}}");
    }

    PersistentVolumeClaim claim(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    List<String> claims() {
        return client.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .map(it -> it.getMetadata().getName())
                .toList();
    }

    Resource<ReplicationDestination> destination(String name) {
        return client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName(name);
    }

    /** A source of this name of the claim photos, into the repository of that Secret. */
    void source(String name, String secret, String... restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %s}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic:
                    repository: %s
                    retain: {daily: 7}
                """.formatted(name, secret) + String.join("\n", restic).indent(4));
    }

    void request(String name, String token) {
        patch(name, "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    void patch(String name, String patch) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** The one that backs this source up. */
    Job job(String source) {
        return jobNamed("volsync-src-" + source);
    }

    Job jobNamed(String name) {
        return client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    }

    ReplicationStatus status(String source) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(source)
                .get()
                .getStatus();
    }

    ReplicationStatus awaitStatus(String source, Predicate<ReplicationStatus> condition) {
        return await().atMost(Duration.ofSeconds(120)).until(() -> status(source), condition);
    }

    /** The reasons of all Events about a source. */
    List<String> events(String source) {
        return eventsOf(source, Event::getReason);
    }

    /** What all Events about a source say. */
    List<String> notes(String source) {
        return eventsOf(source, Event::getNote);
    }

    private List<String> eventsOf(String source, Function<Event, String> word) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getRegarding() != null
                        && Objects.equals(event.getRegarding().getName(), source))
                .map(word)
                .toList();
    }

    /** What all Events about a claim for one reason say. */
    List<String> notes(String claim, String reason) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .filter(event -> event.getRegarding() != null
                        && "PersistentVolumeClaim".equals(event.getRegarding().getKind())
                        && claim.equals(event.getRegarding().getName()))
                .map(Event::getNote)
                .toList();
    }

    void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }
}
