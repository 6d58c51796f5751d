package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, end to end: the real controller on a Kubernetes API, real movers, real restic, a real S3 server. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class BackupIT {
    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private S3Bucket bucket;
    private Path volume;
    private Holdfast holdfast;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws Exception {
        this.client = client;
        this.namespace = namespace.name();
        this.bucket = bucket;
        volume = Files.createDirectories(
                folder.resolve("volumes").resolve(namespace.name()).resolve("photos"));
        holdfast = Holdfast.start(settings(), client, Clock.systemUTC(), event -> {});
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
    }

    @AfterEach
    void stop() {
        holdfast.closeWithMovers(Duration.ofSeconds(20));
    }

    @Test
    void shouldBackUpOnCreationAndOnRequestAndTellEverybody() throws Exception {
        Files.writeString(volume.resolve("a file with spaces *.txt"), "a");
        secret(PASSWORD);
        source("trigger: {schedule: '0 4 * * *'}", "retain: {daily: 7}");

        ReplicationStatus first = awaitStatus(status -> status.lastSyncTime() != null);
        request("again-1");
        ReplicationStatus second = awaitStatus(status -> status.lastHandledRequest() != null);

        assertThat(first.latestMoverStatus().result()).isEqualTo("Successful");
        assertThat(first.lastSyncStartTime()).isNull();
        assertThat(first.run()).isNull();
        assertThat(first.nextSyncTime()).isNotNull();
        assertThat(conditions(first))
                .containsEntry("Ready", "True Accepted")
                .containsEntry("BackupHealthy", "True Succeeded")
                .containsEntry("RetentionActive", "True Active")
                .containsEntry("Synchronizing", "False WaitingForSchedule");
        assertThat(second.lastHandledRequest().token()).isEqualTo("again-1");
        assertThat(second.lastHandledRequest().result()).isEqualTo(RunResult.UNCHANGED);
        JsonNode snapshots = restic("snapshots", "--json");
        assertThat(snapshots).hasSize(1);
        assertThat(snapshots.get(0).path("hostname").asText()).isEqualTo("volsync");
        assertThat(snapshots.get(0).path("paths").get(0).asText())
                .isEqualTo(first.restic().identity().path());
        assertThat(snapshots.get(0).path("tags").isMissingNode()).isTrue();
        assertThat(restic("ls", "--json", "latest").toString()).contains("\"/a file with spaces *.txt\"");
        await().untilAsserted(() -> assertThat(eventReasons()).contains("RepositoryCreated", "BackupSucceeded"));
        assertThat(get("/metrics"))
                .contains("volsync_volume_out_of_sync{method=\"restic\",obj_name=\"photos\",obj_namespace=\""
                        + namespace + "\",role=\"source\"} 0.0");
        assertThat(get("/readyz")).isEqualTo("ready\n");
        assertNoSecretIn(client.getKubernetesSerialization().asYaml(second), get("/metrics"), events());
    }

    @Test
    void shouldNameAWrongPasswordAndGoOnOnceItIsMended() throws Exception {
        Files.writeString(volume.resolve("a"), "a");
        secret(PASSWORD);
        source("trigger: {manual: one}", "retain: {daily: 7}");
        awaitStatus(status -> "one".equals(status.lastManualSync()));

        secret("not-the-password");
        manual("two");
        ReplicationStatus stalled = awaitStatus(status -> status.consecutiveFailures() > 0);
        secret(PASSWORD);
        ReplicationStatus mended = awaitStatus(status -> "two".equals(status.lastManualSync()));

        assertThat(conditions(stalled))
                .containsEntry("Ready", "False WrongPassword")
                .containsEntry("Stalled", "True WrongPassword")
                .containsEntry("BackupHealthy", "False WrongPassword")
                .containsEntry("Synchronizing", "False Error");
        assertThat(stalled.lastManualSync()).isEqualTo("one");
        assertThat(conditions(mended)).containsEntry("Ready", "True Accepted").doesNotContainKey("Stalled");
        assertThat(mended.consecutiveFailures()).isZero();
    }

    @Test
    void shouldSayThatTheVolumeIsEmptyAndRecordNoPrune() throws Exception {
        secret(PASSWORD);
        source("trigger: {manual: one}", "pruneIntervalDays: 0\n    retain: {daily: 7}");

        ReplicationStatus status = awaitStatus(s -> s.lastRun() != null);

        assertThat(status.lastRun().result()).isEqualTo(RunResult.EMPTY);
        assertThat(status.restic().lastPruned()).isNull();
        assertThat(status.restic().latestSnapshot()).isNull();
        assertThat(conditions(status)).containsEntry("BackupHealthy", "True EmptyVolume");
    }

    @Test
    void shouldSayWhichReferenceIsMissingAndStartWhenItAppears() throws Exception {
        Files.writeString(volume.resolve("a"), "a");
        source("trigger: {manual: one}", "retain: {daily: 7}");

        ReplicationStatus waiting =
                awaitStatus(status -> status.condition("Stalled").isPresent());
        secret(PASSWORD);
        awaitStatus(status -> "one".equals(status.lastManualSync()));

        assertThat(waiting.condition("Ready").orElseThrow().getMessage())
                .isEqualTo("Secret " + namespace + "/repo does not exist. Create it with RESTIC_REPOSITORY and"
                        + " RESTIC_PASSWORD.");
        assertThat(waiting.run()).isNull();
    }

    @Test
    void shouldEndARunThatOutlivedItsController() throws Exception {
        byte[] bytes = new byte[6_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(volume.resolve("big"), bytes);
        secret(PASSWORD);
        source("trigger: {manual: one}", "limitUploadKiBps: 1500\n    retain: {daily: 7}");
        awaitStatus(status -> status.run() != null);

        holdfast.close();
        holdfast = Holdfast.start(settings(), client, Clock.systemUTC(), event -> {});
        ReplicationStatus status = awaitStatus(s -> "one".equals(s.lastManualSync()));

        assertThat(status.endedRuns()).hasSize(1);
        assertThat(status.lastRun().attempt()).isEqualTo(1);
        assertThat(restic("snapshots", "--json")).hasSize(1);
    }

    @Test
    void shouldAdoptTheRepositoryThatVolSyncWroteAndRetainOldAndNewTogether() throws Exception {
        Path repository = VolSyncRepository.unpackTo(folder.resolve("adopted"));
        Map<String, String> environment =
                Map.of("RESTIC_REPOSITORY", repository.toString(), "RESTIC_PASSWORD", VolSyncRepository.PASSWORD);
        Files.writeString(volume.resolve("a"), "a");
        secret(environment);
        source("trigger: {manual: one}", "retain: {last: '3'}");

        ReplicationStatus status = awaitStatus(s -> "one".equals(s.lastManualSync()));

        assumeTrue(
                VolSyncRepository.PATH.equals(status.restic().identity().path()),
                "without a mount namespace of its own a mover records another path than VolSync: run as root");
        assertThat(status.restic().repository().id()).isEqualTo(VolSyncRepository.ID);
        assertThat(status.restic().repository().createdBy()).isNull();
        List<String> history = List.copyOf(VolSyncRepository.SNAPSHOTS.keySet());
        JsonNode snapshots = restic(environment, "snapshots", "--json");
        List<String> kept = new ArrayList<>();
        for (JsonNode snapshot : snapshots) {
            kept.add(snapshot.path("short_id").asText());
            assertThat(snapshot.path("hostname").asText()).isEqualTo(VolSyncRepository.HOST);
            assertThat(snapshot.path("paths").get(0).asText()).isEqualTo(VolSyncRepository.PATH);
        }
        // One history: the new snapshot is the third to be kept, and its parent is the newest of VolSync's.
        assertThat(kept)
                .containsExactly(
                        history.get(history.size() - 2),
                        history.get(history.size() - 1),
                        status.restic().latestSnapshot().id().substring(0, 8));
        assertThat(snapshots.get(2).path("parent").asText()).startsWith(history.get(history.size() - 1));
        assertThat(status.lastRun().forgotten()).isEqualTo(history.size() - 2);
        assertThat(status.restic().snapshotCount()).isEqualTo(3);
    }

    private void source(String trigger, String restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  %s
                  restic:
                    repository: repo
                    copyMethod: Direct
                    %s
                """.formatted(trigger, restic));
    }

    private void secret(String password) {
        secret(environment(password));
    }

    private void secret(Map<String, String> environment) {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: repo}\nstringData:\n");
        environment.forEach((key, value) ->
                yaml.append("  ").append(key).append(": '").append(value).append("'\n"));
        apply(yaml.toString());
    }

    private Map<String, String> environment(String password) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", password);
        return environment;
    }

    private void request(String token) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    private void manual(String token) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"trigger\":{\"manual\":\"" + token + "\"}}}");
    }

    private ReplicationStatus awaitStatus(Predicate<ReplicationStatus> condition) {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> client.resources(ReplicationSource.class)
                                .inNamespace(namespace)
                                .withName("photos")
                                .get()
                                .getStatus(),
                        condition);
    }

    private static Map<String, String> conditions(ReplicationStatus status) {
        Map<String, String> conditions = new HashMap<>();
        for (Condition condition : status.conditions()) {
            conditions.put(condition.getType(), condition.getStatus() + " " + condition.getReason());
        }
        return conditions;
    }

    private List<String> eventReasons() {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }

    private String events() {
        return client.getKubernetesSerialization()
                .asYaml(client.events().v1().events().inNamespace(namespace).list());
    }

    private void assertNoSecretIn(String... texts) {
        for (String text : texts) {
            assertThat(text)
                    .doesNotContain(PASSWORD)
                    .doesNotContain(bucket.environment().get("AWS_SECRET_ACCESS_KEY"));
        }
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + holdfast.managementAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What stock restic says; an array of its documents where it prints one a line. */
    private JsonNode restic(String... arguments) throws Exception {
        return restic(environment(PASSWORD), arguments);
    }

    private static JsonNode restic(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(resticBinary().toString(), "--no-cache", "--no-lock"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return new ObjectMapper()
                .readTree(output.startsWith("[") ? output : "[" + output.strip().replace("\n", ",") + "]");
    }

    private static Path resticBinary() {
        return Tools.require(Tools.restic(ResticSeries.ANY));
    }

    private HoldfastSettings settings() {
        return TestSettings.of(Set.of(namespace), TestSettings.processes(folder));
    }
}
