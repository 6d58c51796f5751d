package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.snapshot.VolumeSnapshotClass;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.events.v1.Event;
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
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that get their data from a repository: the controller as shipped, movers in pods, real restic, a real S3 server. */
@S3Test
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
    private S3Bucket bucket;
    private TestKubelet kubelet;
    private Holdfast holdfast;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        this.client = client;
        this.namespace = namespace.name();
        this.bucket = bucket;
        // Files of other owners can be read and brought back by a mover with more rights.
        client.namespaces()
                .withName(this.namespace)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + VolSyncKeys.PRIVILEGED_MOVERS + "\":\"true\"}}}");
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("holdfast", image())
                .storageClass("folders")
                .start();
        holdfast = controller();
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
    void shouldBringANamespaceBackAfterItWasDeletedWithItsVolumes() throws Exception {
        secret(Scene.PASSWORD);
        Path kept = backUpAndDeleteAll();

        apply(APPLICATION);
        PersistentVolumeClaim claim = awaitBound();

        assertThat(TreeDiff.of(kept, kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
        PersistentVolume volume = client.persistentVolumes()
                .withName(claim.getSpec().getVolumeName())
                .get();
        assertThat(volume.getMetadata().getAnnotations())
                .hasEntrySatisfying(
                        VolSyncKeys.POPULATED_FROM, from -> assertThat(from).startsWith(namespace + "/"));
        awaitUnmarked();
        assertThat(annotations()).doesNotContainKey(HoldfastKeys.RESTORED_EMPTY);
        assertThat(claims()).isSubsetOf("photos", "volsync-src-photos-cache");
        assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .extracting(job -> job.getMetadata().getName())
                .noneMatch(name -> name.contains("vs-prime"));
        request("again");
        ReplicationStatus source = awaitBackup();
        // Nothing but what is new of every file that is brought back: its inode, and when that changed.
        assertThat(source.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(source.lastRun().bytesAdded()).isLessThan(source.lastRun().bytesProcessed() / 1000);
        assertThat(events("VolSyncPopulatorFinished")).hasSize(1);
        // Filling the claim was the restore that was asked for: there is no second one.
        ReplicationStatus destination = destination();
        assertThat(destination.lastManualSync()).isEqualTo("restore-once");
        assertThat(destination.run()).isNull();

        // A destination made anew says nothing to a claim that has its volume.
        client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName("photos")
                .delete();
        apply(APPLICATION);
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> events("VolSyncPopulatorFinished").size() == 1);
        assertThat(claims()).containsExactlyInAnyOrder("photos", "volsync-src-photos-cache");
    }

    @Test
    void shouldSayWhyAClaimStaysPendingAndGoOnWithAnotherController() throws Exception {
        secret(Scene.PASSWORD);
        Path kept = backUpAndDeleteAll();
        secret("wrong");

        apply(APPLICATION);
        await().atMost(PATIENCE).until(() -> events("VolSyncPopulatorError"), notes -> !notes.isEmpty());

        assertThat(events("VolSyncPopulatorError"))
                .singleElement()
                .satisfies(note -> assertThat(note).contains("stays Pending").contains("WrongPassword"));
        assertThat(claim().getStatus().getPhase()).isEqualTo("Pending");
        assertThat(claims()).containsExactly("photos");
        assertThat(source().lastRun()).isNull();

        holdfast.close();
        secret(Scene.PASSWORD);
        holdfast = controller();
        awaitBound();
        assertThat(TreeDiff.of(kept, kubelet.volume("photos"))).matches(TreeDiff::isEmpty);
    }

    @Test
    void shouldHandOutAnEmptyVolumeOnlyByPolicyAndMarked() throws Exception {
        secret(Scene.PASSWORD);
        backUpAndDeleteAll();

        apply(APPLICATION.replace(
                "restic:\n    repository",
                "restic:\n    onMissingSnapshot: Continue\n    identity: {host: other}\n    repository"));
        awaitBound();

        assertThat(kubelet.volume("photos")).isEmptyDirectory();
        assertThat(annotations()).containsKey(HoldfastKeys.RESTORED_EMPTY);
        assertThat(events("NoSnapshot")).hasSize(1);
    }

    @Test
    void shouldMakeAClaimFromTheImageThatIsAskedForAndLetGoOfIt() throws Exception {
        holdfast.close();
        secret(Scene.PASSWORD);
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: golden}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        Files.writeString(kubelet.volume("golden").resolve("a"), "a");
        apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: %1$s}
                driver: %2$s
                deletionPolicy: Delete
                ---
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: image}
                spec: {volumeSnapshotClassName: %1$s, source: {persistentVolumeClaimName: golden}}
                """.formatted(namespace, VolumeFolders.DRIVER));
        apply(APPLICATION.split("---\n")[1].replace(
                "restic:\n    repository", "restic:\n    populateFrom: Image\n    repository"));
        client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName("photos")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status":{"lastManualSync":"restore-once","lastSyncTime":"2026-11-20T04:00:00Z",
                        "latestImage":{"apiGroup":"snapshot.storage.k8s.io","kind":"VolumeSnapshot","name":"image"}}}
                        """);
        apply(APPLICATION.split("---\n")[0]);

        holdfast = controller();
        awaitBound();
        awaitUnmarked();

        assertThat(kubelet.volume("photos").resolve("a")).hasContent("a");
        assertThat(claims()).containsExactlyInAnyOrder("golden", "photos");
        assertThat(client.resources(VolumeSnapshot.class)
                        .inNamespace(namespace)
                        .withName("image")
                        .get()
                        .getMetadata()
                        .getLabels())
                .isNullOrEmpty();
        assertThat(client.persistentVolumes()
                        .withName(claim().getSpec().getVolumeName())
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry(VolSyncKeys.POPULATED_FROM, namespace + "/image");
        client.resources(VolumeSnapshotClass.class).withName(namespace).delete();
    }

    /** What was backed up. */
    private Path backUpAndDeleteAll() throws Exception {
        List<String> parts = List.of(APPLICATION.split("---\n"));
        apply(parts.get(0).replaceAll("  dataSourceRef: .*\n", ""));
        Path volume = kubelet.volume("photos");
        FileTrees.awkward(volume);
        apply(parts.get(2));
        ReplicationStatus status = awaitBackup();
        assertThat(status.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        Path kept = folder.resolve("kept");
        Process copy = new ProcessBuilder("cp", "-a", volume.toString(), kept.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
        client.resources(ReplicationSource.class).inNamespace(namespace).delete();
        client.persistentVolumeClaims().inNamespace(namespace).delete();
        await().atMost(PATIENCE).until(() -> claims().isEmpty() && !Files.exists(volume));
        return kept;
    }

    private PersistentVolumeClaim awaitBound() {
        return await().atMost(PATIENCE)
                .until(
                        this::claim,
                        it -> it.getStatus() != null
                                && "Bound".equals(it.getStatus().getPhase()));
    }

    private void awaitUnmarked() {
        await().atMost(PATIENCE).until(() -> !annotations().containsKey(HoldfastKeys.RESTORE));
    }

    private ReplicationStatus awaitBackup() {
        return await().atMost(PATIENCE).until(this::source, it -> it.lastRun() != null && it.run() == null);
    }

    private List<String> claims() {
        return client.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .map(it -> it.getMetadata().getName())
                .toList();
    }

    private PersistentVolumeClaim claim() {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("photos")
                .get();
    }

    private Map<String, String> annotations() {
        return Objects.requireNonNullElse(claim().getMetadata().getAnnotations(), Map.of());
    }

    private ReplicationStatus source() {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .get()
                .getStatus();
    }

    private ReplicationStatus destination() {
        return client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName("photos")
                .get()
                .getStatus();
    }

    private List<String> events(String reason) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .filter(event -> event.getRegarding() != null
                        && "PersistentVolumeClaim".equals(event.getRegarding().getKind())
                        && "photos".equals(event.getRegarding().getName()))
                .map(Event::getNote)
                .toList();
    }

    private void request(String token) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    /** Of the whole cluster: volumes are in no namespace. */
    private Holdfast controller() {
        HoldfastSettings settings = new HoldfastSettings(
                "test",
                Set.of(),
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

    private void secret(String password) {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: repo}\nstringData:\n");
        environment(password)
                .forEach((key, value) -> yaml.append("  ")
                        .append(key)
                        .append(": '")
                        .append(value)
                        .append("'\n"));
        apply(yaml.toString());
    }

    private Map<String, String> environment(String password) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", password);
        return environment;
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }
}
