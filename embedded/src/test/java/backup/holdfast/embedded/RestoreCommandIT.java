package backup.holdfast.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.cli.RestoreMain;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restore command as a process of its own, the controller, real movers and restic: an application damaged and brought back. */
final class RestoreCommandIT {
    @TempDir
    Path folder;

    private Playground playground;
    private KubernetesClient client;
    private Path volume;

    @BeforeEach
    void start() throws IOException {
        Path restic = Tools.require(Tools.restic(ResticSeries.V0_19));
        playground = Playground.start(
                folder.resolve("playground"),
                restic,
                new Narrator(
                        new PrintStream(folder.resolve("told").toFile(), StandardCharsets.UTF_8),
                        Narrator.Surface.PLAIN,
                        Clock.systemUTC()),
                Clock.systemUTC());
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(playground.kubeconfig().toFile()))
                .build();
        volume = Files.createDirectories(folder.resolve("playground/volumes/default/photos"));
        apply(folder.resolve("repository"));
    }

    @AfterEach
    void stop() {
        client.close();
        playground.close();
    }

    @Test
    void shouldBringAnApplicationBackAndFinishWhenItWasKilled() throws Exception {
        Files.writeString(volume.resolve("album"), "first");
        assertThat(restore("backup-now", "photos", "--wait").exitCode()).isZero();
        Files.writeString(volume.resolve("album"), "second");
        assertThat(restore("backup-now", "photos", "--wait").exitCode()).isZero();
        Files.writeString(volume.resolve("album"), "damaged");
        Files.writeString(volume.resolve("virus"), "here");

        Ended ended = restore("pvc", "photos", "--previous", "1", "--delete-extra", "--yes", "--no-wait");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("restored photos");
        assertThat(volume.resolve("album")).hasContent("first");
        assertThat(volume.resolve("virus")).doesNotExist();
        assertAsBefore();

        Ended back = restore("rollback", run("SUCCEEDED"), "--yes", "--no-wait");

        assertThat(back.exitCode()).as(back.output()).isZero();
        assertThat(volume.resolve("album")).hasContent("damaged");
        assertThat(volume.resolve("virus")).hasContent("here");
        assertAsBefore();

        Files.writeString(volume.resolve("album"), "damaged again");
        Process killed = begin("pvc", "photos", "--yes", "--no-wait");
        await().atMost(Duration.ofMinutes(1)).until(() -> !destinations().isEmpty());
        // SIGKILL.
        killed.destroyForcibly().waitFor();
        assertThat(deployment().<Integer>get("spec", "replicas")).isZero();
        letItBeSilent();

        Ended gone = restore("continue", run("OPEN"), "--no-wait");

        assertThat(gone.exitCode()).as(gone.output()).isZero();
        assertThat(volume.resolve("album")).hasContent("second");
        assertAsBefore();
        assertThat(restore("status").exitCode()).isZero();
    }

    private void assertAsBefore() {
        assertThat(deployment().<Integer>get("spec", "replicas")).isEqualTo(2);
        assertThat(deployment().getMetadata().getAnnotations()).doesNotContainKey(HoldfastKeys.HOLD);
        assertThat(release().<Boolean>get("spec", "suspend")).isNotEqualTo(true);
        assertThat(destinations()).isEmpty();
        assertThat(client.leases().inNamespace("default").list().getItems())
                .extracting(it -> it.getMetadata().getName())
                .noneMatch(name -> name.startsWith("holdfast-restore-"));
    }

    /** As a minute would. */
    private void letItBeSilent() {
        Lease lease = client.leases()
                .inNamespace("default")
                .withName("holdfast-restore-photos")
                .require();
        lease.getSpec().setRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
        client.resource(lease).update();
    }

    private String run(String ending) {
        return client.configMaps().inNamespace("default").withLabel(HoldfastKeys.RESTORE_RUN).list().getItems().stream()
                .filter(map -> map.getData().get("record.json").contains("\"" + ending + "\""))
                .map(map -> map.getMetadata().getLabels().get(HoldfastKeys.RESTORE_RUN))
                .findFirst()
                .orElseThrow();
    }

    private List<ReplicationDestination> destinations() {
        return client.resources(ReplicationDestination.class)
                .inNamespace("default")
                .list()
                .getItems();
    }

    private GenericKubernetesResource deployment() {
        return client.genericKubernetesResources("apps/v1", "Deployment")
                .inNamespace("default")
                .withName("photos")
                .require();
    }

    private GenericKubernetesResource release() {
        return client.genericKubernetesResources("helm.toolkit.fluxcd.io/v2", "HelmRelease")
                .inNamespace("default")
                .withName("photos")
                .require();
    }

    private void apply(Path repository) {
        String manifests = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: helmreleases.helm.toolkit.fluxcd.io}
                spec:
                  group: helm.toolkit.fluxcd.io
                  names: {kind: HelmRelease, listKind: HelmReleaseList, plural: helmreleases, singular: helmrelease}
                  scope: Namespaced
                  versions:
                    - {name: v2, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: photos-restic, namespace: default}
                stringData: {RESTIC_REPOSITORY: %s, RESTIC_PASSWORD: test}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos, namespace: default}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos, namespace: default}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 1 1 *', runOnCreate: false}
                  restic: {repository: photos-restic, copyMethod: Direct, retain: {daily: 7, last: 7}}
                ---
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: {name: photos, namespace: default}
                spec: {interval: 1h}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: photos
                  namespace: default
                  labels: {helm.toolkit.fluxcd.io/name: photos, helm.toolkit.fluxcd.io/namespace: default}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: photos}}
                  template:
                    metadata: {labels: {app: photos}}
                    spec:
                      containers: [{name: c, image: i}]
                      volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]
                """.formatted(repository);
        for (String manifest : manifests.split("---\n", -1)) {
            client.resource(manifest).create();
        }
    }

    private record Ended(int exitCode, String output) {}

    private Ended restore(String... arguments) throws IOException, InterruptedException {
        Process process = begin(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", playground.kubeconfig().toString());
        return builder.start();
    }
}
