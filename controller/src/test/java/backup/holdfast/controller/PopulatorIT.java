package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.snapshot.VolumeSnapshotClass;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that get their data from a repository: the controller as shipped, movers in pods, real restic, a real S3 server. */
@S3Test
// The in-memory API is one for all tests of a build: snapshot classes that others made default are in the way there.
@RequiresRealApi
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class PopulatorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Everything a user keeps in Git, but for the Secret. */
    private static final String APPLICATION = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: photos}
            spec:
              storageClassName: folders
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi}}
              dataSourceRef: {apiGroup: volsync.backube, kind: ReplicationDestination, name: photos}
            ---
            apiVersion: volsync.backube/v1alpha1
            kind: ReplicationDestination
            metadata: {name: photos}
            spec:
              trigger: {manual: restore-once}
              restic:
                repository: repo
                copyMethod: Snapshot
                capacity: 1Gi
                accessModes: [ReadWriteOnce]
                storageClassName: folders
            ---
            apiVersion: volsync.backube/v1alpha1
            kind: ReplicationSource
            metadata: {name: photos}
            spec:
              sourcePVC: photos
              trigger: {schedule: '0 4 * * *'}
              restic: {repository: repo, copyMethod: Direct, retain: {daily: 7}}
            """;

    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;

    @AutoClose
    private PodScene scene;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        this.client = client;
        this.namespace = namespace.name();
        scene = new PodScene(
                client, namespace, bucket, folder, kubelet -> kubelet.storageClassForFirstConsumer("late"));
        // Files of other owners can be read and brought back by a mover with more rights.
        scene.allowPrivilegedMovers();
    }

    @Test
    void shouldBringANamespaceBackAfterItWasDeletedWithItsVolumes() throws Exception {
        Path kept = backUpAndDeleteAll();

        scene.secret("repo");
        scene.apply(APPLICATION);
        PersistentVolumeClaim claim = awaitBound();

        assertThat(TreeDiff.of(kept, scene.kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
        PersistentVolume volume = client.persistentVolumes()
                .withName(claim.getSpec().getVolumeName())
                .get();
        assertThat(volume.getMetadata().getAnnotations())
                .hasEntrySatisfying(
                        VolSyncKeys.POPULATED_FROM, from -> assertThat(from).startsWith(namespace + "/"));
        awaitUnmarked();
        assertThat(annotations()).doesNotContainKey(HoldfastKeys.RESTORED_EMPTY);
        assertThat(scene.claims()).isSubsetOf("photos", "volsync-src-photos-cache");
        assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .extracting(job -> job.getMetadata().getName())
                .noneMatch(name -> name.contains("vs-prime"));
        scene.request("photos", "again");
        ReplicationStatus source = awaitBackup();
        // Nothing but what is new of every file that is brought back: its inode, and when that changed.
        assertThat(source.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(source.lastRun().bytesAdded()).isLessThan(source.lastRun().bytesProcessed() / 1000);
        assertThat(scene.notes("photos", "VolSyncPopulatorFinished")).hasSize(1);
        // Filling the claim was the restore that was asked for: there is no second one.
        ReplicationStatus destination = scene.destination("photos").get().getStatus();
        assertThat(destination.lastManualSync()).isEqualTo("restore-once");
        assertThat(destination.run()).isNull();

        // A destination made anew says nothing to a claim that has its volume.
        scene.destination("photos").delete();
        scene.apply(APPLICATION);
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> scene.notes("photos", "VolSyncPopulatorFinished").size() == 1);
        assertThat(scene.claims()).containsExactlyInAnyOrder("photos", "volsync-src-photos-cache");
    }

    @Test
    void shouldSayWhyAClaimStaysPendingAndGoOnWithAnotherController() throws Exception {
        Path kept = backUpAndDeleteAll();
        scene.secret("repo", "wrong");

        scene.apply(APPLICATION);
        await().atMost(PATIENCE).until(() -> scene.notes("photos", "VolSyncPopulatorError"), notes -> !notes.isEmpty());

        assertThat(scene.notes("photos", "VolSyncPopulatorError"))
                .singleElement()
                .satisfies(note -> assertThat(note).contains("stays Pending").contains("WrongPassword"));
        assertThat(scene.claim("photos").getStatus().getPhase()).isEqualTo("Pending");
        assertThat(scene.claims()).containsExactly("photos");
        assertThat(scene.status("photos").lastRun()).isNull();

        scene.stop();
        scene.secret("repo");
        scene.restart();
        awaitBound();
        assertThat(TreeDiff.of(kept, scene.kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
    }

    @Test
    void shouldHandOutAnEmptyVolumeOnlyByPolicyAndMarked() throws Exception {
        backUpAndDeleteAll();

        scene.secret("repo");
        scene.apply(APPLICATION.replace(
                "restic:\n    repository",
                "restic:\n    onMissingSnapshot: Continue\n    identity: {host: other}\n    repository"));
        awaitBound();

        assertThat(scene.kubelet.volume("photos")).isEmptyDirectory();
        assertThat(annotations()).containsKey(HoldfastKeys.RESTORED_EMPTY);
        assertThat(scene.notes("photos", "NoSnapshot")).hasSize(1);
    }

    @Test
    void shouldMakeAClaimFromTheImageThatIsAskedForAndLetGoOfIt() throws Exception {
        scene.stop();
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: golden}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        Files.writeString(scene.kubelet.volume("golden").resolve("a"), "a");
        scene.apply(snapshotClass());
        scene.apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: image}
                spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: golden}}
                """.formatted(namespace));
        scene.apply(APPLICATION.split("---\n")[1].replace(
                "restic:\n    repository", "restic:\n    populateFrom: Image\n    repository"));
        scene.destination("photos").subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status":{"lastManualSync":"restore-once","lastSyncTime":"2026-11-20T04:00:00Z",
                        "latestImage":{"apiGroup":"snapshot.storage.k8s.io","kind":"VolumeSnapshot","name":"image"}}}
                        """);
        scene.apply(APPLICATION.split("---\n")[0]);

        scene.restart();
        awaitBound();
        awaitUnmarked();

        assertThat(scene.kubelet.volume("photos").resolve("a")).hasContent("a");
        assertThat(scene.claims()).containsExactlyInAnyOrder("golden", "photos");
        assertThat(client.resources(VolumeSnapshot.class)
                        .inNamespace(namespace)
                        .withName("image")
                        .get()
                        .getMetadata()
                        .getLabels())
                .isNullOrEmpty();
        assertThat(client.persistentVolumes()
                        .withName(scene.claim("photos").getSpec().getVolumeName())
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry(VolSyncKeys.POPULATED_FROM, namespace + "/image");
        client.resources(VolumeSnapshotClass.class).withName(namespace).delete();
    }

    /** The volume is made where the first pod runs, and is that pod's only when no node has it any more. */
    @Test
    void shouldFillAClaimWhereItsFirstPodRunsAndWaitUntilItIsDetached() throws Exception {
        Path kept = backUpAndDeleteAll();
        scene.secret("repo");
        scene.apply(APPLICATION.replace("storageClassName: folders", "storageClassName: late"));
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> scene.claims().equals(List.of("photos")));

        scene.apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: app}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - {name: app, image: 'registry.example/holdfast:1.0', command: [ls, /data],
                           volumeMounts: [{name: data, mountPath: /data}]}
                      volumes: [{name: data, persistentVolumeClaim: {claimName: photos}}]
                """);
        String volume = "pvc-"
                + await().atMost(PATIENCE)
                        .until(() -> prime(), prime -> prime.isPresent() && isBound(prime.get()))
                        .orElseThrow()
                        .getMetadata()
                        .getUid();
        VolumeAttachment attachment = client.resource(new VolumeAttachmentBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withAttacher(VolumeFolders.DRIVER)
                        .withNodeName("node-a")
                        .withNewSource()
                        .withPersistentVolumeName(volume)
                        .endSource()
                        .endSpec()
                        .build())
                .create();
        assertThat(prime().orElseThrow().getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/selected-node", "node-a");
        await().atMost(PATIENCE)
                .until(
                        () -> scene.notes("photos", "VolSyncPopulatorWaiting"),
                        notes -> notes.stream().anyMatch(note -> note.contains("being detached from node node-a")));
        assertThat(scene.claim("photos").getStatus().getPhase()).isEqualTo("Pending");

        client.resource(attachment).delete();
        awaitBound();
        assertThat(TreeDiff.of(kept, scene.kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
        await().atMost(PATIENCE).until(() -> scene.jobNamed("app").getStatus(), it -> it.getSucceeded() != null);
    }

    /** One restore, not two: the claim is made from what the destination restores by itself. */
    @Test
    void shouldWaitForTheImageThatTheDestinationIsAboutToMake() throws Exception {
        Path kept = backUpAndDeleteAll();
        scene.secret("repo");
        scene.apply(snapshotClass());
        try {
            scene.apply(APPLICATION.replace(
                    "copyMethod: Snapshot", "copyMethod: Snapshot\n    volumeSnapshotClassName: " + namespace));
            awaitBound();
            awaitUnmarked();

            assertThat(TreeDiff.of(kept, scene.kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
            assertThat(scene.notes("photos", "VolSyncPopulatorWaiting"))
                    .anyMatch(note -> note.contains("own restore comes first"));
            ReplicationStatus destination = scene.destination("photos").get().getStatus();
            assertThat(destination.lastManualSync()).isEqualTo("restore-once");
            assertThat(client.persistentVolumes()
                            .withName(scene.claim("photos").getSpec().getVolumeName())
                            .get()
                            .getMetadata()
                            .getAnnotations())
                    .containsEntry(
                            VolSyncKeys.POPULATED_FROM,
                            namespace + "/" + destination.latestImage().getName());
        } finally {
            client.resources(VolumeSnapshotClass.class).withName(namespace).delete();
        }
    }

    private Optional<PersistentVolumeClaim> prime() {
        return client.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .filter(it -> it.getMetadata().getName().startsWith("vs-prime-"))
                .findFirst();
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    private String snapshotClass() {
        return """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: %s}
                driver: %s
                deletionPolicy: Delete
                """.formatted(namespace, VolumeFolders.DRIVER);
    }

    /** What was backed up. */
    private Path backUpAndDeleteAll() throws Exception {
        List<String> parts = List.of(APPLICATION.split("---\n"));
        scene.apply(parts.get(0).replaceAll("  dataSourceRef: .*\n", ""));
        Path volume = scene.kubelet.volume("photos");
        FileTrees.awkward(volume);
        scene.apply(parts.get(2));
        ReplicationStatus status = awaitBackup();
        assertThat(status.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        Path kept = folder.resolve("kept");
        Process copy = new ProcessBuilder("cp", "-a", volume.toString(), kept.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
        client.resources(ReplicationSource.class).inNamespace(namespace).delete();
        client.persistentVolumeClaims().inNamespace(namespace).delete();
        client.secrets().inNamespace(namespace).withName("repo").delete();
        await().atMost(PATIENCE).until(() -> scene.claims().isEmpty() && !Files.exists(volume));
        return kept;
    }

    private PersistentVolumeClaim awaitBound() {
        return await().atMost(PATIENCE).until(() -> scene.claim("photos"), PopulatorIT::isBound);
    }

    private void awaitUnmarked() {
        await().atMost(PATIENCE).until(() -> !annotations().containsKey(HoldfastKeys.RESTORE));
    }

    private ReplicationStatus awaitBackup() {
        return await().atMost(PATIENCE)
                .until(() -> scene.status("photos"), it -> it.lastRun() != null && it.run() == null);
    }

    private Map<String, String> annotations() {
        return Objects.requireNonNullElse(scene.claim("photos").getMetadata().getAnnotations(), Map.of());
    }
}
