package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
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
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores with movers in pods, from a repository that somebody else made: real movers, real restic, a real S3 server. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class RestorePodIT {
    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private S3Bucket bucket;
    private TestKubelet kubelet;
    private Holdfast holdfast;
    private Path original;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws Exception {
        this.client = client;
        this.namespace = namespace.name();
        this.bucket = bucket;
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("holdfast", image())
                .storageClass("folders")
                .start();
        original = Files.createDirectory(folder.resolve("original"));
        holdfast = Holdfast.start(
                new HoldfastSettings(
                        "test",
                        Set.of(this.namespace),
                        ZoneOffset.UTC,
                        SchedulePolicy.DEFAULT,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new MoverChoice.Jobs(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of()))),
                client,
                Clock.systemUTC(),
                event -> {});
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
    void shouldFillAVolumeThatItMakes() throws Exception {
        FileTrees.awkward(original);
        backUp();
        // Only then may the mover give files to others.
        client.namespaces()
                .withName(namespace)
                .edit(it -> new NamespaceBuilder(it)
                        .editMetadata()
                        .addToAnnotations(VolSyncKeys.PRIVILEGED_MOVERS, "true")
                        .endMetadata()
                        .build());

        destination("{capacity: 1Gi, accessModes: [ReadWriteOnce], storageClassName: folders}");
        ReplicationStatus status = awaitStatus(it -> it.lastManualSync() != null);

        assertThat(TreeDiff.of(original, kubelet.volume("volsync-back-dest"))).matches(TreeDiff::isEmpty);
        assertThat(status.latestImage().getName()).isEqualTo("volsync-back-dest");
        assertThat(job("volsync-dst-back").getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/created-by", "volsync");
        assertThat(job("volsync-sel-back"))
                .as("only the Job that VolSync would have made stays")
                .isNull();
    }

    @Test
    void shouldLeaveTheVolumeMarkedUntilARepeatIsGood() throws Exception {
        FileTrees.big(original, 8_000_000);
        backUp();
        claim("restored");

        destination("{destinationPVC: restored, limitDownloadKiBps: 1000}");
        PodHandle pod = kubelet.awaitPod("volsync-dst-back").awaitRunning();
        await().atMost(Duration.ofSeconds(60)).until(pod::logs, log -> log.contains("PROGRESS"));
        String pinned = status().selectedSnapshot().id();
        assertThat(RestoreMark.on(pvc("restored")).orElseThrow().phase()).isEqualTo("Restoring");
        pod.kill();
        ReplicationStatus failed = awaitStatus(it -> it.consecutiveFailures() > 0);

        assertThat(failed.latestImage()).isNull();
        assertThat(failed.lastManualSync()).isNull();
        assertThat(RestoreMark.on(pvc("restored")))
                .contains(new RestoreMark(failed.lastRun().id(), pinned, "Failed"));

        patch("{\"spec\":{\"restic\":{\"limitDownloadKiBps\":null}}}");
        patch("{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"now\"}}}");
        ReplicationStatus good = awaitStatus(it -> it.lastManualSync() != null);

        assertThat(TreeDiff.of(original, kubelet.volume("restored"))).matches(TreeDiff::isEmpty);
        assertThat(RestoreMark.on(pvc("restored"))).isEmpty();
        assertThat(good.latestImage().getName()).isEqualTo("restored");
    }

    private void backUp() throws Exception {
        Scene.restic(environment(), "init", "--json");
        Scene.resticIn(original, environment(), "backup", "--json", "--host", "volsync", ".");
    }

    private void destination(String restic) {
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata: {name: back}
                spec:
                  trigger: {manual: restore-once}
                  restic: {repository: repo, copyMethod: Direct, identity: {path: '%s'}, %s
                """.formatted(original, restic.substring(1)));
    }

    private void claim(String name) {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(name));
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

    private Job job(String name) {
        return client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    }

    private PersistentVolumeClaim pvc(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private Resource<ReplicationDestination> back() {
        return client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName("back");
    }

    private void patch(String patch) {
        back().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private ReplicationStatus status() {
        return back().get().getStatus();
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
