package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
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

/** The controller as shipped, with movers in pods: real movers, real restic, a real S3 server, and every trouble a pod can have. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class MoverPodIT {
    private static final String JOB = "volsync-src-photos";

    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private S3Bucket bucket;
    private TestKubelet kubelet;
    private Holdfast holdfast;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        this.client = client;
        this.namespace = namespace.name();
        this.bucket = bucket;
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("holdfast", image())
                .storageClass("folders")
                .start();
        holdfast = controller();
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        Files.writeString(kubelet.volume("photos").resolve("a"), "a");
        secret();
    }

    @AfterEach
    void stop() {
        // There is none where this machine can't run pods.
        if (holdfast != null) {
            holdfast.close();
        }
        if (kubelet != null) {
            kubelet.close();
        }
    }

    @Test
    void shouldBackUpFromAPodAndLeaveItsJobUntilTheNextRun() throws Exception {
        source("");

        ReplicationStatus first = awaitStatus(status -> status.lastSyncTime() != null);
        Job finished = job();
        request("again");
        ReplicationStatus second = awaitStatus(status -> status.lastHandledRequest() != null);

        assertThat(first.latestMoverStatus().result()).isEqualTo("Successful");
        assertThat(first.restic().identity().path()).isEqualTo("/data");
        assertThat(finished.getStatus().getConditions())
                .anySatisfy(condition -> assertThat(condition.getType()).isEqualTo("Complete"));
        assertThat(second.lastRun().result().toString()).isEqualToIgnoringCase("unchanged");
        assertThat(job().getMetadata().getUid())
                .isNotEqualTo(finished.getMetadata().getUid());
        assertThat(Scene.restic(environment(), "snapshots", "--json"))
                .singleElement()
                .satisfies(snapshot -> {
                    assertThat(snapshot.path("hostname").asText()).isEqualTo("volsync");
                    assertThat(snapshot.path("paths").toString()).isEqualTo("[\"/data\"]");
                });
        assertThat(client.getKubernetesSerialization().asYaml(job()))
                .doesNotContain(Scene.PASSWORD)
                .doesNotContain(bucket.environment().get("AWS_SECRET_ACCESS_KEY"));
    }

    @Test
    void shouldSayThatTheMemoryWasNotEnough() throws Exception {
        PodHandle pod = slowRun();

        pod.killByMemory();

        assertThat(failed()).isEqualTo("OutOfMemory");
    }

    @Test
    void shouldLetResticRemoveItsLockWhenTheNodeIsDrained() throws Exception {
        PodHandle pod = slowRun();

        pod.drain();

        assertThat(failed()).isEqualTo("Cancelled");
        assertThat(Scene.restic(environment(), "list", "locks", "--json")).isEmpty();
    }

    @Test
    void shouldHealTheLockOfAKilledMoverInTheNextRun() throws Exception {
        PodHandle pod = slowRun("pruneIntervalDays: 0");

        pod.kill();
        String failure = failed();
        request("again");
        ReplicationStatus healed = awaitStatus(status -> status.lastHandledRequest() != null);

        assertThat(failure).isEqualTo("Killed");
        assertThat(healed.lastSyncTime()).isNotNull();
        assertThat(healed.maintenance()).isNull();
        assertThat(healed.restic().lastPruned()).isNotNull();
        assertThat(Scene.restic(environment(), "list", "locks", "--json")).isEmpty();
        await().untilAsserted(() -> assertThat(client.events()
                        .v1()
                        .events()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .anySatisfy(event -> {
                    assertThat(event.getReason()).isEqualTo("LockRemoved");
                    assertThat(event.getNote()).contains("which was seen to end");
                }));
    }

    @Test
    void shouldNotTakeASilentNodeForTheEndOfAMover() throws Exception {
        PodHandle pod = slowRun();
        String run = status().run().id();

        kubelet.node("node-a").lose();
        kubelet.node("node-a").evictPods();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> status().run() != null && run.equals(status().run().id()));
        kubelet.node("node-a").comeBack();
        pod.awaitGone();

        assertThat(failed()).isIn("Killed", "Cancelled");
        assertThat(status().endedRuns()).hasSize(1);
    }

    @Test
    void shouldGoOnWithARunThatItsControllerDidNotSeeEnd() throws Exception {
        PodHandle pod = slowRun();
        holdfast.close();
        pod.awaitEnd();

        holdfast = controller();
        ReplicationStatus status = awaitStatus(it -> it.lastSyncTime() != null);

        assertThat(status.endedRuns()).hasSize(1);
        assertThat(Scene.restic(environment(), "snapshots", "--json")).hasSize(1);
    }

    @Test
    void shouldEndARunWhoseJobSomebodyRemoved() throws Exception {
        slowRun();

        client.resource(job()).delete();

        assertThat(failed()).isIn("Killed", "Cancelled");
    }

    @Test
    void shouldNotReplaceARunningJobWhenTheSourceIsEdited() throws Exception {
        PodHandle pod = slowRun();
        String uid = job().getMetadata().getUid();

        patch("{\"spec\":{\"restic\":{\"moverResources\":{\"requests\":{\"cpu\":\"10m\"}},\"retain\":{\"daily\":9}}}}");
        awaitStatus(status -> status.observedGeneration() == 2);

        assertThat(job().getMetadata().getUid()).isEqualTo(uid);
        assertThat(pod.now()).isPresent();
        awaitStatus(status -> status.lastSyncTime() != null);
    }

    /** A run that takes some seconds, with its mover at work. */
    private PodHandle slowRun() throws Exception {
        return slowRun("");
    }

    private PodHandle slowRun(String more) throws Exception {
        byte[] bytes = new byte[8_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(kubelet.volume("photos").resolve("big"), bytes);
        source("limitUploadKiBps: 1000\n    " + more);
        PodHandle pod = kubelet.awaitPod(JOB).awaitRunning();
        await().atMost(Duration.ofSeconds(60)).until(pod::logs, log -> log.contains("PROGRESS"));
        return pod;
    }

    private String failed() {
        return awaitStatus(status -> status.consecutiveFailures() > 0).lastRun().failureClass();
    }

    private Holdfast controller() {
        HoldfastSettings settings = new HoldfastSettings(
                "test",
                Set.of(namespace),
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new MoverChoice.Jobs(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of())));
        return Holdfast.start(settings, client, Clock.systemUTC(), event -> {});
    }

    /** As the image will have it: the command that mover pods name, and a restic. */
    private ContainerImage image() throws IOException {
        ContainerImage mover = ContainerImage.java(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m"),
                MoverMain.class.getName());
        Path command = Files.writeString(
                folder.resolve("holdfast-mover"), "#!/bin/sh\nexec " + String.join(" ", mover.entrypoint()) + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        return mover.withProgram("holdfast-mover", command).withProgram("restic", Scene.restic());
    }

    private void source(String restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic:
                    repository: repo
                    copyMethod: Direct
                    retain: {daily: 7}
                    %s
                """.formatted(restic));
    }

    private void secret() {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: repo}\nstringData:\n");
        environment()
                .forEach((key, value) -> yaml.append("  ")
                        .append(key)
                        .append(": '")
                        .append(value)
                        .append("'\n"));
        apply(yaml.toString());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        return environment;
    }

    private void request(String token) {
        patch("{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    private void patch(String patch) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private Job job() {
        return client.batch().v1().jobs().inNamespace(namespace).withName(JOB).get();
    }

    private ReplicationStatus status() {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .get()
                .getStatus();
    }

    private ReplicationStatus awaitStatus(Predicate<ReplicationStatus> condition) {
        return await().atMost(Duration.ofSeconds(120)).until(this::status, condition);
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }
}
