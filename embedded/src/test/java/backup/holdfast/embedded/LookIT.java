package backup.holdfast.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.cli.RestoreMain;
import backup.holdfast.controller.Holdfast;
import backup.holdfast.controller.HoldfastSettings;
import backup.holdfast.controller.MoverChoice;
import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.Aspect;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import io.fabric8.kubernetes.api.model.Pod;
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
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks into a repository that only pods reach: the command as a process, the controller, movers in pods, real restic, S3. */
@S3Test
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class LookIT {
    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private Path kubeconfig;
    private TestKubelet kubelet;
    private Holdfast holdfast;
    private Path volume;

    @BeforeEach
    void start(KubernetesClient admin, TestCluster cluster, TestNamespace scope, S3Bucket bucket) throws IOException {
        client = admin;
        namespace = scope.name();
        kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("holdfast", image())
                .storageClass("folders")
                .start();
        holdfast = Holdfast.start(
                new HoldfastSettings(
                        "test",
                        Set.of(),
                        ZoneOffset.UTC,
                        SchedulePolicy.DEFAULT,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new MoverChoice.Jobs(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of()))),
                client,
                Clock.systemUTC(),
                event -> {});
        apply(bucket);
        volume = kubelet.volume("photos");
    }

    @AfterEach
    void stop() {
        // There is none where this machine can't run pods.
        if (holdfast != null) {
            holdfast.close();
            kubelet.close();
        }
    }

    @Test
    void shouldShowWhatIsInARepositoryWithoutRestoringIt() throws Exception {
        FileTrees.awkward(volume.resolve("our-album"));
        // The mover of a plain namespace can't read these.
        FileTrees.delete(volume.resolve("our-album/owners"));
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Files.write(volume.resolve("our-album/long-film"), bytes);
        String snapshot = backUp("first");

        Ended listed = restore("list", "photos", "-o", "name");
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        assertThat(listed.out()).isEqualTo(snapshot + "\n");

        Ended shown = restore("ls", "photos", snapshot.substring(0, 8), "/our-album");
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out()).containsPattern("-rw-r--r-- +0:0 +293.0 KiB  .*  /our-album/long-film\n");
        assertThat(restore("ls", "photos", "latest", "-R", "-o", "name").out().lines())
                .contains("/our-album", "/our-album/long-film");

        Ended file = restore("cat", "photos", "latest", "our-album/long-film");
        assertThat(file.exitCode()).as(file.err()).isZero();
        assertThat(file.bytes()).isEqualTo(bytes);

        Path copy = folder.resolve("copy");
        Ended fetched = restore("download", "photos", "latest", "/our-album", "--target", copy.toString());
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(copy.resolve("long-film")).hasBinaryContent(bytes);
        // An archive knows whole seconds only, and whoever fetches something owns it.
        assertThat(TreeDiff.of(volume.resolve("our-album"), copy, Aspect.OWNER, Aspect.TIME, Aspect.HARD_LINKS))
                .matches(TreeDiff::isEmpty);

        assertThat(restore("cat", "photos", "latest", "/our-album"))
                .returns(1, Ended::exitCode)
                .extracting(Ended::err)
                .asString()
                .startsWith("restore: /our-album is no file, but dir\n");
        assertThat(restore("ls", "photos", "latest", "/nowhere").exitCode()).isEqualTo(3);
        assertThat(restore("ls", "photos", "0123456789").exitCode()).isEqualTo(3);
        assertThatNothingIsLeftAndNothingWasTold();
    }

    /** Whoever may read logs, or collects them, learns nothing of what is in the volume. A hyphen never is in base64 by chance. */
    private void assertThatNothingIsLeftAndNothingWasTold() {
        assertThat(source().get().getMetadata().getAnnotations().keySet())
                .noneMatch(key -> key.startsWith("look.holdfast.backup/"));
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getName().contains("-look-"))
                .toList();
        assertThat(pods).hasSizeGreaterThan(5);
        for (Pod pod : pods) {
            assertThat(client.pods().resource(pod).getLog()).doesNotContain("our-album", "long-film");
        }
        assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .filteredOn(job -> job.getMetadata().getName().contains("-look-"))
                .allSatisfy(job ->
                        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isPositive());
    }

    @Test
    void shouldRemoveTheLockOfARunThatWasSeenToEndAndRespectOthers() throws Exception {
        FileTrees.big(volume, 8_000_000);
        patch("{\"spec\":{\"restic\":{\"limitUploadKiBps\":500}}}");
        request("slow");
        PodHandle pod = kubelet.awaitPod("volsync-src-photos").awaitRunning();
        await().atMost(Duration.ofSeconds(60)).until(pod::logs, log -> log.contains("PROGRESS"));
        pod.kill();
        patch("{\"spec\":{\"paused\":true}}");
        await().atMost(Duration.ofSeconds(60)).until(() -> !status().endedRuns().isEmpty());

        Ended dry = restore("unlock", "photos", "--dry-run");
        assertThat(dry.exitCode()).as(dry.err()).isEqualTo(4);
        assertThat(dry.out()).contains("may go", "which was seen to end");
        Ended removed = restore("unlock", "photos");
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(removed.out()).contains("removed", "which was seen to end");
        assertThat(restore("unlock", "photos").err()).isEqualTo("No locks.\n");
    }

    private String backUp(String token) {
        request(token);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> status().lastHandledRequest() != null
                        && token.equals(status().lastHandledRequest().token()));
        return status().restic().latestSnapshot().id();
    }

    private void request(String token) {
        patch("{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    private void patch(String patch) {
        source().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private ReplicationStatus status() {
        return source().get().getStatus();
    }

    private Resource<ReplicationSource> source() {
        return client.resources(ReplicationSource.class).inNamespace(namespace).withName("photos");
    }

    /** As the image will have it: the command that mover pods name, and a restic. */
    private ContainerImage image() throws IOException {
        return ContainerImage.java(
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m"),
                        MoverMain.class.getName())
                .withEntrypointAs("holdfast-mover", folder)
                .withProgram("restic", Tools.require(Tools.restic(ResticSeries.V0_19)));
    }

    private void apply(S3Bucket bucket) {
        StringBuilder secret = new StringBuilder();
        bucket.environment()
                .forEach((key, value) -> secret.append("  ")
                        .append(key)
                        .append(": '")
                        .append(value)
                        .append("'\n"));
        String manifests = """
                apiVersion: v1
                kind: Secret
                metadata: {name: photos-restic}
                stringData:
                  RESTIC_REPOSITORY: %s
                  RESTIC_PASSWORD: test
                %s---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 1 1 *', runOnCreate: false}
                  restic: {repository: photos-restic, copyMethod: Direct, retain: {daily: 7, last: '7'}}
                """.formatted(bucket.resticRepository("photos"), secret);
        client.load(new ByteArrayInputStream(manifests.getBytes(UTF_8)))
                .inNamespace(namespace)
                .create();
    }

    private record Ended(int exitCode, byte[] bytes, String err) {
        String out() {
            return new String(bytes, UTF_8);
        }
    }

    private Ended restore(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreMain.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-n", namespace));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        Process process = builder.start();
        byte[] bytes = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), bytes, Files.readString(errors));
    }
}
