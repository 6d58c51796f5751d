package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores with movers in pods, from a repository that somebody else made: real movers, real restic, a real S3 server. */
@S3Test
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class RestorePodIT {
    @TempDir
    Path folder;

    @AutoClose
    private PodScene scene;

    private Path original;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        scene = new PodScene(client, namespace, bucket, folder, UnaryOperator.identity());
        original = Files.createDirectory(folder.resolve("original"));
    }

    @Test
    void shouldFillAVolumeThatItMakes() throws Exception {
        FileTrees.awkward(original);
        backUp();
        scene.allowPrivilegedMovers();

        destination("{capacity: 1Gi, accessModes: [ReadWriteOnce], storageClassName: folders}");
        ReplicationStatus status = awaitStatus(it -> it.lastManualSync() != null);

        assertThat(TreeDiff.of(original, scene.kubelet.volume("volsync-back-dest")))
                .matches(TreeDiff::isEmpty);
        assertThat(status.latestImage().getName()).isEqualTo("volsync-back-dest");
        assertThat(scene.jobNamed("volsync-dst-back").getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/created-by", "volsync");
        assertThat(scene.client
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(scene.namespace)
                        .list()
                        .getItems())
                .as("only the Job that VolSync would have made stays")
                .extracting(job -> job.getMetadata().getName())
                .containsExactly("volsync-dst-back");
    }

    @Test
    void shouldLeaveTheVolumeMarkedUntilARepeatIsGood() throws Exception {
        FileTrees.big(original, 8_000_000);
        backUp();
        claim("restored");

        destination("{destinationPVC: restored, limitDownloadKiBps: 1000}");
        PodHandle pod = scene.kubelet.awaitPod("volsync-dst-back").awaitRunning();
        await().atMost(Duration.ofSeconds(60)).until(pod::logs, log -> log.contains("PROGRESS"));
        String pinned = status().selectedSnapshot().id();
        assertThat(RestoreMark.on(scene.claim("restored")).orElseThrow().phase())
                .isEqualTo("Restoring");
        pod.kill();
        ReplicationStatus failed = awaitStatus(it -> it.consecutiveFailures() > 0);

        assertThat(failed.latestImage()).isNull();
        assertThat(failed.lastManualSync()).isNull();
        assertThat(RestoreMark.on(scene.claim("restored")))
                .contains(new RestoreMark(failed.lastRun().id(), pinned, "Failed"));

        Files.writeString(scene.kubelet.volume("restored").resolve("big.bin"), "half");
        patch("{\"spec\":{\"restic\":{\"limitDownloadKiBps\":null}}}");
        patch("{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"now\"}}}");
        ReplicationStatus good = awaitStatus(it -> it.lastManualSync() != null);

        assertThat(TreeDiff.of(original, scene.kubelet.volume("restored"))).matches(TreeDiff::isEmpty);
        assertThat(RestoreMark.on(scene.claim("restored"))).isEmpty();
        assertThat(good.latestImage().getName()).isEqualTo("restored");
        // Another token begins anew: what the first one left in the volume was saved before.
        JsonNode copy = Scene.restic(
                scene.environment(), "snapshots", "--json", good.lastRun().safetyCopy());
        assertThat(copy.get(0).path("hostname").asText()).isEqualTo("holdfast-safety");
        assertThat(copy.get(0).path("paths").get(0).asText()).isEqualTo("/data");
    }

    private void backUp() throws Exception {
        Scene.restic(scene.environment(), "init", "--json");
        Scene.resticIn(original, scene.environment(), "backup", "--json", "--host", "volsync", ".");
    }

    private void destination(String restic) {
        scene.apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata: {name: back}
                spec:
                  trigger: {manual: restore-once}
                  restic: {repository: repo, copyMethod: Direct, identity: {path: '%s'}, %s
                """.formatted(original, restic.substring(1)));
    }

    private void claim(String name) {
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(name));
    }

    private void patch(String patch) {
        scene.destination("back").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private ReplicationStatus status() {
        return scene.destination("back").get().getStatus();
    }

    private ReplicationStatus awaitStatus(Predicate<ReplicationStatus> condition) {
        return await().atMost(Duration.ofSeconds(120)).until(this::status, condition);
    }
}
