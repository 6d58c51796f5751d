package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores, end to end: the real controller on a Kubernetes API, real movers, real restic, a real S3 server. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class RestoreIT {
    @TempDir
    Path folder;

    private Scene scene;
    private S3Bucket bucket;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) {
        this.bucket = bucket;
        scene = new Scene(client, namespace.name(), folder);
        scene.secret("repo", environment("photos"));
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void shouldBringAVolumeBackByteForByte() throws Exception {
        Path volume = scene.volume("photos");
        FileTrees.awkward(volume);
        backUp();
        Path restored = scene.volume("restored");

        scene.destination("back", "repo", "copyMethod: Direct\ndestinationPVC: restored\n" + identity());
        ReplicationStatus status = scene.awaitDestination("back", it -> it.lastManualSync() != null);

        assertThat(TreeDiff.of(volume, restored)).matches(TreeDiff::isEmpty);
        assertThat(status.lastManualSync()).isEqualTo("restore-once");
        assertThat(status.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(status.latestMoverStatus().result()).isEqualTo("Successful");
        assertThat(status.selectedSnapshot().why()).isEqualTo("the newest of 1");
        assertThat(status.selectedSnapshot().id()).isEqualTo(status.lastRun().snapshotId());
        assertThat(status.latestImage().getKind()).isEqualTo("PersistentVolumeClaim");
        assertThat(status.latestImage().getName()).isEqualTo("restored");
        assertThat(status.run()).isNull();
        assertThat(status.lastSyncStartTime()).isNull();
        assertThat(Scene.conditions(status))
                .containsEntry("Ready", "True Accepted")
                .containsEntry("RestoreHealthy", "True Succeeded")
                .containsEntry("Synchronizing", "False WaitingForManual");
        assertThat(scene.claim("restored").getMetadata().getAnnotations())
                .doesNotContainKeys(HoldfastKeys.RESTORE, HoldfastKeys.RESTORED_EMPTY);
        assertThat(scene.event("back", "SnapshotSelected")).contains("the newest of 1");
        assertThat(scene.event("back", "RestoreSucceeded")).contains("is restored");
    }

    @Test
    void shouldMakeTheVolumeThatIsToBeFilled() throws Exception {
        Files.writeString(scene.volume("photos").resolve("a"), "a");
        backUp();

        scene.destination(
                "fresh", "repo", "copyMethod: Direct\ncapacity: 1Gi\naccessModes: [ReadWriteOnce]\n" + identity());
        ReplicationStatus status = scene.awaitDestination("fresh", it -> it.lastManualSync() != null);

        assertThat(status.latestImage().getName()).isEqualTo("volsync-fresh-dest");
        assertThat(scene.claim("volsync-fresh-dest").getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/created-by", "volsync");
        assertThat(folder.resolve("volumes").resolve(scene.namespace).resolve("volsync-fresh-dest/a"))
                .hasContent("a");
    }

    @Test
    void shouldLeaveTheVolumeMarkedUntilARepeatBringsItBack() throws Exception {
        Path volume = scene.volume("photos");
        Files.writeString(volume.resolve("a"), "a");
        backUp();
        scene.volume("restored");
        scene.secret("elsewhere", environment("typo"));

        scene.destination("back", "elsewhere", "copyMethod: Direct\ndestinationPVC: restored\n" + identity());
        ReplicationStatus failed = scene.awaitDestination("back", it -> it.consecutiveFailures() > 0);

        assertThat(failed.lastManualSync()).isNull();
        assertThat(failed.latestImage()).isNull();
        assertThat(failed.selectedSnapshot()).isNull();
        assertThat(failed.lastRun().failureClass()).isEqualTo("RepositoryMissing");
        assertThat(Scene.conditions(failed)).containsEntry("RestoreHealthy", "False RepositoryMissing");
        assertThat(scene.event("back", "RestoreFailed")).contains("RepositoryMissing");
    }

    /** The host's path stands in for /data where a mover can't have a view of its own. */
    private String identity() {
        String path = scene.status("photos").restic().identity().path();
        return "identity: {path: '" + path + "'}\n";
    }

    private void backUp() {
        scene.source("photos", "repo", "retain: {daily: 7}");
        scene.await("photos", status -> "first".equals(status.lastManualSync()));
    }

    private Map<String, String> environment(String repository) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository(repository));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        return environment;
    }
}
