package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims, what is on their volumes, and snapshots of it. */
@ClusterTest(crds = {SnapshotKind.SNAPSHOT_DEFINITION, SnapshotKind.CONTENT_DEFINITION, SnapshotKind.CLASS_DEFINITION})
class VolumesIT {

    @AutoClose
    private TestKubelet kubelet;

    private KubernetesClient client;
    private JobFixture jobs;

    @BeforeEach
    void start(KubernetesClient ofTest) {
        client = ofTest;
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .node("node-b")
                .image("shell", ContainerImage.command("sh", "-c"))
                .storageClass("folders")
                .storageClassForFirstConsumer("late")
                .start();
        jobs = new JobFixture(client);
    }

    @Test
    void shouldShowAPodItsClaimAndKeepWhatItWrites() throws Exception {
        jobs.claim("photos", "folders");
        Files.writeString(kubelet.volume("photos").resolve("x"), "of the volume");

        jobs.create(
                JobFixture.job("job", "cat /data/x; echo written > /data/y; id > /data/sub/id", withClaim("photos")));

        assertThat(jobs.awaitEnd("job").getType()).as("there is no folder sub").isEqualTo("Failed");
        assertThat(kubelet.awaitPod("job").logs()).startsWith("of the volume");
        assertThat(kubelet.volume("photos").resolve("y")).hasContent("written");
        PersistentVolumeClaim claim = claim("photos").orElseThrow();
        assertThat(claim.getStatus().getCapacity()).containsEntry("storage", new Quantity("1Gi"));
        assertThat(claim.getStatus().getAccessModes()).containsExactly("ReadWriteOnce");
        PersistentVolume volume = client.persistentVolumes()
                .withName(claim.getSpec().getVolumeName())
                .get();
        assertThat(volume.getStatus().getPhase()).isEqualTo("Bound");
        assertThat(volume.getSpec().getClaimRef().getUid())
                .isEqualTo(claim.getMetadata().getUid());
    }

    @Test
    void shouldHandAVolumeToTheGroupOfItsPod() throws Exception {
        jobs.claim("photos", "folders");
        Files.writeString(kubelet.volume("photos").resolve("x"), "of the volume");
        Files.setAttribute(kubelet.volume("photos").resolve("x"), "unix:mode", 0600);

        jobs.create(JobFixture.job(
                "job",
                "stat -c '%g %a' /data /data/x",
                pod -> withClaim("photos")
                        .apply(pod)
                        .withNewSecurityContext()
                        .withRunAsUser(1000L)
                        .withFsGroup(2000L)
                        .endSecurityContext()));

        kubelet.awaitPod("job").awaitEnd();
        assertThat(kubelet.awaitPod("job").logs()).isEqualTo("2000 2775\n2000 660\n");
    }

    @Test
    void shouldBindALateClaimWhereItsFirstPodRuns() {
        jobs.claim("photos", "late");
        await().atMost(JobFixture.SOON)
                .until(() -> jobs.eventsAbout("PersistentVolumeClaim", "photos").contains("WaitForFirstConsumer"));
        assertThat(phase("photos")).isEqualTo("Pending");

        jobs.create(JobFixture.job(
                "job",
                "ls /data",
                pod -> withClaim("photos").apply(pod).addToNodeSelector("kubernetes.io/hostname", "node-b")));

        assertThat(jobs.awaitEnd("job").getType()).isEqualTo("Complete");
        assertThat(claim("photos").orElseThrow().getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/selected-node", "node-b");
    }

    @Test
    void shouldNotRunAPodWhoseClaimHasNoVolume() {
        jobs.claim("photos", "no-such-class");
        jobs.create(JobFixture.job("job", "ls /data", withClaim("photos")));

        PodHandle handle = kubelet.awaitPod("job");
        handle.await(
                "is refused",
                pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."
                                        .equals(condition.getMessage())));
        assertThat(jobs.messagesAbout("PersistentVolumeClaim", "photos"))
                .containsExactly("failed to provision volume with StorageClass \"no-such-class\":"
                        + " storageclass.storage.k8s.io \"no-such-class\" not found");
    }

    @Test
    void shouldKeepAClaimWhilePodsUseItAndItsFilesNoLonger() {
        jobs.claim("photos", "folders");
        Path folder = kubelet.volume("photos");
        jobs.create(JobFixture.job("job", "until [ -e /data/go ]; do sleep 0.05; done", withClaim("photos")));
        PodHandle handle = kubelet.awaitPod("job").awaitRunning();

        client.persistentVolumeClaims().withName("photos").delete();

        assertThat(claim("photos").orElseThrow().getMetadata().getDeletionTimestamp())
                .isNotNull();
        assertThat(folder).exists();
        handle.kill();
        await().atMost(JobFixture.SOON).until(() -> claim("photos").isEmpty());
        await().atMost(JobFixture.SOON).until(() -> Files.notExists(folder));
        await().atMost(JobFixture.SOON)
                .until(() -> client.persistentVolumes().list().getItems().isEmpty());
    }

    @Test
    void shouldGrowAVolumeUnlessThatFails() {
        jobs.claim("photos", "folders");
        kubelet.volume("photos");

        request("photos", "2Gi");
        await().atMost(JobFixture.SOON).until(() -> capacity("photos").equals("2Gi"));
        kubelet.storage().failExpansion("the pool is full");
        request("photos", "3Gi");

        await().atMost(JobFixture.SOON)
                .until(() ->
                        jobs.messagesAbout("PersistentVolumeClaim", "photos").contains("the pool is full"));
        assertThat(capacity("photos")).isEqualTo("2Gi");
    }

    @Test
    void shouldCloneAClaimWithEverythingOnIt() throws Exception {
        jobs.claim("photos", "folders");
        FileTrees.awkward(kubelet.volume("photos"));

        client.resource(JobFixture.claimOf("clone", "folders")
                        .editSpec()
                        .withNewDataSource(null, "PersistentVolumeClaim", "photos")
                        .endSpec()
                        .build())
                .create();

        assertThat(TreeDiff.of(kubelet.volume("photos"), kubelet.volume("clone")))
                .hasToString("no difference");
        assertThat(kubelet.volume("clone")).isNotEqualTo(kubelet.volume("photos"));
    }

    @Test
    void shouldTakeASnapshotOfThatMomentAndFillAClaimFromIt() throws Exception {
        snapshotClass();
        jobs.claim("photos", "folders");
        Path folder = kubelet.volume("photos");
        Files.writeString(folder.resolve("x"), "before");

        client.resource(snapshot("snap", "photos", "folders")).create();
        GenericKubernetesResource ready = await().atMost(JobFixture.SOON)
                .until(() -> snapshotNow("snap"), found -> Boolean.TRUE.equals(found.get("status", "readyToUse")));
        Files.writeString(folder.resolve("x"), "after");
        client.resource(JobFixture.claimOf("copy", "folders")
                        .editSpec()
                        .withNewDataSource(SnapshotKind.GROUP, "VolumeSnapshot", "snap")
                        .endSpec()
                        .build())
                .create();

        assertThat(kubelet.volume("copy").resolve("x")).hasContent("before");
        assertThat(ready.<String>get("status", "restoreSize")).isEqualTo("1Gi");
        client.resource(ready).delete();
        await().atMost(JobFixture.SOON)
                .until(() -> client.genericKubernetesResources(SnapshotKind.CONTENT.context())
                        .list()
                        .getItems()
                        .isEmpty());
        assertThat(kubelet.volume("copy").resolve("x")).hasContent("before");
    }

    @Test
    void shouldPlaySnapshotsThatFailOrNeverGetReadyOrNeedMoreRoom() {
        snapshotClass();
        jobs.claim("photos", "folders");
        kubelet.volume("photos");

        kubelet.storage().failSnapshots("the pool is full");
        client.resource(snapshot("failing", "photos", "folders")).create();
        await().atMost(JobFixture.SOON)
                .until(() -> "the pool is full".equals(snapshotNow("failing").get("status", "error", "message")));
        client.resource(snapshot("classless", "photos", "no-such-class")).create();
        await().atMost(JobFixture.SOON).until(() -> snapshotNow("classless").get("status", "error", "message") != null);

        kubelet.storage().snapshotsNeverReady();
        kubelet.storage().restoreSize("5Gi");
        await().atMost(JobFixture.SOON)
                .until(() -> snapshotNow("failing").get("status", "boundVolumeSnapshotContentName") != null);
        assertThat(snapshotNow("failing").<Boolean>get("status", "readyToUse")).isFalse();
        client.resource(JobFixture.claimOf("copy", "folders")
                        .editSpec()
                        .withNewDataSource(SnapshotKind.GROUP, "VolumeSnapshot", "failing")
                        .endSpec()
                        .build())
                .create();
        await().atMost(JobFixture.SOON)
                .until(() -> jobs.messagesAbout("PersistentVolumeClaim", "copy").stream()
                        .anyMatch(message -> message.endsWith("snapshot failing is not Ready")));

        kubelet.storage().snapshotsReadyAfter(Duration.ZERO);
        await().atMost(JobFixture.SOON)
                .until(() -> jobs.messagesAbout("PersistentVolumeClaim", "copy").stream()
                        .anyMatch(message ->
                                message.contains("requested volume size 1073741824 is less than the size 5368709120")));
        assertThat(phase("copy")).isEqualTo("Pending");
    }

    @Test
    void shouldBindAVolumeThatIsHandedOverAndLoseTheOther() throws Exception {
        jobs.claim("filled", "folders");
        Files.writeString(kubelet.volume("filled").resolve("x"), "restored");
        PersistentVolumeClaim waiting = client.resource(JobFixture.claimOf("wanting", "folders")
                        .editSpec()
                        .withNewDataSourceRef()
                        .withApiGroup("volsync.backube")
                        .withKind("ReplicationDestination")
                        .withName("restore")
                        .endDataSourceRef()
                        .endSpec()
                        .build())
                .create();

        client.persistentVolumes()
                .withName(claim("filled").orElseThrow().getSpec().getVolumeName())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of(
                                        "spec",
                                        Map.of(
                                                "claimRef",
                                                Map.of(
                                                        "name",
                                                        "wanting",
                                                        "namespace",
                                                        client.getNamespace(),
                                                        "uid",
                                                        waiting.getMetadata().getUid(),
                                                        "resourceVersion",
                                                        "")))));

        assertThat(kubelet.volume("wanting").resolve("x")).hasContent("restored");
        await().atMost(JobFixture.SOON).until(() -> phase("filled").equals("Lost"));
    }

    @Test
    void shouldMountWhatAnNfsServerExports(@TempDir Path export) throws Exception {
        Files.createDirectories(export.resolve("media"));
        kubelet.volumes().export("nas.example", "/pool", export);
        UnaryOperator<PodSpecBuilder> mounting = pod -> pod.addNewVolume()
                .withName("data")
                .withNewNfs("/pool/media", false, "nas.example")
                .endVolume()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer();

        jobs.create(JobFixture.job("job", "echo kept > /data/x", mounting));
        assertThat(jobs.awaitEnd("job").getType()).isEqualTo("Complete");
        assertThat(export.resolve("media/x")).hasContent("kept");

        kubelet.volumes().unexport("nas.example", "/pool");
        jobs.create(JobFixture.job("again", "echo kept > /data/x", mounting));
        PodHandle handle = kubelet.awaitPod("again");
        await().atMost(JobFixture.SOON)
                .until(() -> jobs.eventsAbout("Pod", handle.name()).contains("FailedMount"));
        assertThat(handle.now().orElseThrow().getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void shouldNotAttachAVolumeThatAnotherNodeHolds() {
        jobs.claim("photos", "folders");
        String waitForGo = "until [ -e /data/go ]; do sleep 0.05; done";
        jobs.create(JobFixture.job(
                "first",
                waitForGo,
                pod -> withClaim("photos").apply(pod).addToNodeSelector("kubernetes.io/hostname", "node-a")));
        PodHandle first = kubelet.awaitPod("first").awaitRunning();

        jobs.create(JobFixture.job(
                "second",
                "ls /data",
                pod -> withClaim("photos").apply(pod).addToNodeSelector("kubernetes.io/hostname", "node-b")));

        PodHandle second = kubelet.awaitPod("second");
        await().atMost(JobFixture.SOON)
                .until(() -> jobs.eventsAbout("Pod", second.name()).contains("FailedAttachVolume"));
        first.kill();
        assertThat(second.awaitEnd().getStatus().getPhase()).isEqualTo("Succeeded");
    }

    private static UnaryOperator<PodSpecBuilder> withClaim(String claim) {
        return pod -> pod.addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer();
    }

    private void snapshotClass() {
        client.resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion(SnapshotKind.CLASS.apiVersion())
                        .withKind(SnapshotKind.CLASS.kind())
                        .withNewMetadata()
                        .withName("folders")
                        .endMetadata()
                        .addToAdditionalProperties("driver", VolumeFolders.DRIVER)
                        .addToAdditionalProperties("deletionPolicy", "Delete")
                        .build())
                .serverSideApply();
    }

    private static GenericKubernetesResource snapshot(String name, String claim, String snapshotClass) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(SnapshotKind.SNAPSHOT.apiVersion())
                .withKind(SnapshotKind.SNAPSHOT.kind())
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "source",
                                Map.of("persistentVolumeClaimName", claim),
                                "volumeSnapshotClassName",
                                snapshotClass))
                .build();
    }

    private GenericKubernetesResource snapshotNow(String name) {
        return client.genericKubernetesResources(SnapshotKind.SNAPSHOT.context())
                .inNamespace(client.getNamespace())
                .withName(name)
                .get();
    }

    private void request(String claim, String size) {
        client.persistentVolumeClaims()
                .withName(claim)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"" + size + "\"}}}}");
    }

    private Optional<PersistentVolumeClaim> claim(String name) {
        return Optional.ofNullable(
                client.persistentVolumeClaims().withName(name).get());
    }

    private String phase(String claim) {
        return claim(claim).orElseThrow().getStatus().getPhase();
    }

    private String capacity(String claim) {
        return String.valueOf(
                claim(claim).orElseThrow().getStatus().getCapacity().get("storage"));
    }
}
