package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.local.LocalMoverOptions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, end to end: the real controller on a real API server, real movers, real restic. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class BackupIT {
    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private Holdfast holdfast;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        holdfast = Holdfast.start(settings(), client, Clock.systemUTC(), event -> {});
    }

    @AfterEach
    void stop() {
        holdfast.close();
    }

    @Test
    void shouldBackUpAVolumeOnCreation() throws Exception {
        Path volume = Files.createDirectories(
                folder.resolve("volumes").resolve(namespace).resolve("photos"));
        Files.writeString(volume.resolve("a.txt"), "a");

        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: repo}
                stringData: {RESTIC_REPOSITORY: %s, RESTIC_PASSWORD: secret-word}
                """.formatted(folder.resolve("repository")));
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: "0 4 * * *"}
                  restic: {repository: repo, copyMethod: Direct, retain: {daily: 7}}
                """);

        ReplicationStatus status = awaitStatus("photos", s -> s.lastRun() != null);
        System.out.println(client.getKubernetesSerialization().asYaml(status));
        assertThat(status.consecutiveFailures()).isZero();
    }

    private ReplicationStatus awaitStatus(String name, Predicate<ReplicationStatus> condition) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> client.resources(ReplicationSource.class)
                                .inNamespace(namespace)
                                .withName(name)
                                .get()
                                .getStatus(),
                        condition);
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .create();
    }

    private HoldfastSettings settings() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(
                "HOLDFAST_RESTIC", Tools.require(Tools.restic(ResticSeries.ANY)).toString());
        return new HoldfastSettings(
                "test",
                Set.of(namespace),
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                LocalMoverOptions.sameProgram(folder.resolve("volumes"), folder.resolve("state"), environment));
    }
}
