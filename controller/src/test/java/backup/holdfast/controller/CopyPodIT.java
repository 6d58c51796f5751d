package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.TestKubeletBuilder;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources whose movers read a point-in-time copy: real movers, and a snapshotter and a provisioner as a cluster has them. */
@S3Test
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class CopyPodIT {
    private static final String COPY = "volsync-photos-src";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @AutoClose
    private PodScene scene;

    private Path volume;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        scene = new PodScene(client, namespace, bucket, folder, CopyPodIT::withLateVolumes);
        scene.apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: folders}
                driver: folders.testing.holdfast.backup
                deletionPolicy: Delete
                """);
        volume = scene.volume("photos");
    }

    private static TestKubeletBuilder withLateVolumes(TestKubeletBuilder kubelet) {
        return kubelet.storageClassForFirstConsumer("late");
    }

    /** Its volume is made when the pod is there; the content is that of the snapshot. */
    @Test
    void shouldBackUpASnapshotAndLeaveNothingOfIt() throws Exception {
        scene.kubelet.storage().snapshotsNeverReady();
        source("copyMethod: Snapshot", "volumeSnapshotClassName: folders", "storageClassName: late");
        await().atMost(SOON).until(() -> snapshot(COPY).isPresent());
        await().atMost(SOON)
                .until(() -> snapshot(COPY).orElseThrow().getStatus().boundVolumeSnapshotContentName() != null);
        Files.writeString(volume.resolve("later"), "written after the snapshot");
        assertThat(scene.job("photos")).as("bound is not ready").isNull();
        scene.kubelet.storage().heal();

        ReplicationStatus status = awaitSync();

        assertThat(status.lastRun().filesTotal()).isEqualTo(1);
        assertThat(status.restic().identity().path()).isEqualTo("/data");
        awaitNoCopies();
        assertThat(scene.events("photos"))
                .contains("VolumeSnapshotCreated", "PersistentVolumeClaimCreated", "BackupSucceeded")
                .doesNotContain("MoverWaiting");
    }

    @Test
    void shouldBackUpACloneReadOnlyWhereItIsMadeSo() {
        source("copyMethod: Clone", "accessModes: [ReadOnlyMany]", "cacheAccessModes: [ReadWriteOnce]");

        awaitSync();

        VolumeMount data =
                scene.job("photos").getSpec().getTemplate().getSpec().getContainers().get(0).getVolumeMounts().stream()
                        .filter(mount -> mount.getName().equals("data"))
                        .findFirst()
                        .orElseThrow();
        assertThat(data.getReadOnly()).isTrue();
        awaitNoCopies();
    }

    /** Killed with its snapshot under way, and again after the end of a run, before it had tidied up. */
    @Test
    void shouldGoOnWithTheCopyThatADeadControllerLeft() {
        scene.kubelet.storage().snapshotsNeverReady();
        source("copyMethod: Snapshot", "volumeSnapshotClassName: folders");
        String taken = await().atMost(SOON)
                .until(() -> snapshot(COPY), Optional::isPresent)
                .orElseThrow()
                .getMetadata()
                .getUid();
        scene.stop();
        scene.kubelet.storage().heal();
        orphan();

        scene.restart();
        await().atMost(SOON).until(() -> claim(COPY).isPresent());
        assertThat(snapshot(COPY).orElseThrow().getMetadata().getUid()).isEqualTo(taken);
        ReplicationStatus status = awaitSync();

        assertThat(status.endedRuns()).hasSize(1);
        awaitNoCopies();
    }

    @Test
    void shouldKeepASnapshotThatSomebodyWants() {
        scene.kubelet.storage().snapshotsNeverReady();
        source("copyMethod: Snapshot", "volumeSnapshotClassName: folders");
        await().atMost(SOON).until(() -> snapshot(COPY).isPresent());
        scene.client
                .resource(snapshot(COPY).orElseThrow())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"volsync.backube/do-not-delete\":\"before-upgrade\"}}}");
        scene.kubelet.storage().heal();
        awaitSync();

        await().atMost(SOON)
                .until(() -> snapshot(COPY)
                        .orElseThrow()
                        .getMetadata()
                        .getOwnerReferences()
                        .isEmpty());
        scene.request("photos", "again");
        awaitStatusOf("again");

        await().atMost(SOON).until(() -> claims().isEmpty());
        await().atMost(SOON).until(() -> snapshots().size() == 1);
        assertThat(snapshot(COPY).orElseThrow().getMetadata().getLabels())
                .containsEntry("volsync.backube/do-not-delete", "before-upgrade")
                .doesNotContainKeys("volsync.backube/cleanup", "holdfast.backup/run");
    }

    @Test
    void shouldSayThatNothingTakesSnapshotsAndStartOnceItDoes() {
        scene.kubelet.storage().failSnapshots("the pool is full");
        source("copyMethod: Snapshot", "volumeSnapshotClassName: nowhere");

        ReplicationStatus failed = scene.awaitStatus("photos", status -> status.consecutiveFailures() > 0);
        assertThat(failed.lastRun().failureClass()).isEqualTo("SnapshotClassMissing");
        scene.patch("photos", "{\"spec\":{\"restic\":{\"volumeSnapshotClassName\":\"folders\"}}}");
        scene.request("photos", "again");
        await().atMost(SOON).until(() -> snapshot(COPY).isPresent());
        scene.kubelet.storage().heal();

        awaitSync();
        awaitNoCopies();
    }

    @Test
    void shouldCopyForAllSourcesOfAVolumeWhenItsUserSaysSo() {
        annotate("volsync.backube/use-copy-trigger", "");
        source("copyMethod: Snapshot", "volumeSnapshotClassName: folders");
        scene.secret("elsewhere");
        scene.source("offsite", "elsewhere", "copyMethod: Clone");
        for (String source : List.of("photos", "offsite")) {
            await().atMost(SOON).until(() -> scene.events(source).contains("SrcPVCWaitingForCopyTrigger"));
        }
        assertThat(annotations()).containsEntry("volsync.backube/latest-copy-status", "WaitingForTrigger");
        assertThat(copies()).isEmpty();

        annotate("volsync.backube/copy-trigger", "tonight");
        await().atMost(SOON).until(() -> "tonight".equals(annotations().get("volsync.backube/latest-copy-trigger")));
        awaitSync();
        scene.awaitStatus("offsite", status -> status.lastSyncTime() != null);

        assertThat(annotations())
                .containsEntry("volsync.backube/latest-copy-status", "Completed")
                .doesNotContainKeys("volsync.backube/latest-copy-trigger-waiting-since", "holdfast.backup/copy-served");
        assertThat(Stream.of("photos", "offsite").flatMap(source -> scene.events(source).stream()))
                .contains("SrcPVCCopyTriggerReceived", "SrcPVCCopyUsingCopyTriggerCompleted");
        awaitNoCopies();
    }

    private void source(String... restic) {
        scene.source("photos", "repo", restic);
    }

    /** What a run of yesterday would have left. */
    private void orphan() {
        PersistentVolumeClaim claim =
                scene.client.getKubernetesSerialization().unmarshal("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: orphan}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """, PersistentVolumeClaim.class);
        VolumeSnapshot sibling = snapshot(COPY).orElseThrow();
        claim.getMetadata().setOwnerReferences(sibling.getMetadata().getOwnerReferences());
        Map<String, String> labels = new TreeMap<>(sibling.getMetadata().getLabels());
        labels.put("holdfast.backup/run", "hf-00000000-20251119t040000");
        claim.getMetadata().setLabels(labels);
        scene.client.resource(claim).inNamespace(scene.namespace).create();
    }

    private ReplicationStatus awaitSync() {
        return scene.awaitStatus("photos", status -> status.lastSyncTime() != null);
    }

    private void awaitStatusOf(String token) {
        scene.awaitStatus(
                "photos",
                status -> status.lastHandledRequest() != null
                        && token.equals(status.lastHandledRequest().token()));
    }

    private void awaitNoCopies() {
        await().atMost(SOON).untilAsserted(() -> assertThat(copies()).isEmpty());
    }

    private List<String> copies() {
        return Stream.concat(claims().stream(), snapshots().stream()).toList();
    }

    private List<String> claims() {
        return scene
                .client
                .persistentVolumeClaims()
                .inNamespace(scene.namespace)
                .withLabel("holdfast.backup/run")
                .list()
                .getItems()
                .stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private List<String> snapshots() {
        return scene.client.resources(VolumeSnapshot.class).inNamespace(scene.namespace).list().getItems().stream()
                .map(snapshot -> snapshot.getMetadata().getName())
                .toList();
    }

    private Optional<VolumeSnapshot> snapshot(String name) {
        return Optional.ofNullable(scene.client
                .resources(VolumeSnapshot.class)
                .inNamespace(scene.namespace)
                .withName(name)
                .get());
    }

    private Optional<PersistentVolumeClaim> claim(String name) {
        return Optional.ofNullable(scene.client
                .persistentVolumeClaims()
                .inNamespace(scene.namespace)
                .withName(name)
                .get());
    }

    private Map<String, String> annotations() {
        return claim("photos").orElseThrow().getMetadata().getAnnotations();
    }

    private void annotate(String key, String value) {
        scene.client
                .persistentVolumeClaims()
                .inNamespace(scene.namespace)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}");
    }
}
