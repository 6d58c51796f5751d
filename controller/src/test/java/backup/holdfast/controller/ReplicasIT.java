package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas as processes, as shipped: what becomes of the work when one is killed, or told to stop. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class ReplicasIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final List<Replica> replicas = new ArrayList<>();
    private KubernetesClient client;
    private String namespace;
    private Path kubeconfig;

    @BeforeEach
    void prepare(KubernetesClient client, TestNamespace namespace, TestCluster cluster) throws IOException {
        this.client = client;
        this.namespace = namespace.name();
        kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
        Path volume = Files.createDirectories(
                folder.resolve("volumes").resolve(namespace.name()).resolve("photos"));
        byte[] bytes = new byte[4_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(volume.resolve("big"), bytes);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldGoOnWithTheWorkOfOneThatWasKilledAndOfOneThatWasToldToStop() throws Exception {
        Replica first = replica("first");
        await().atMost(PATIENCE).until(first::readiness, "ready\n"::equals);
        Replica second = replica("second");
        await().atMost(PATIENCE).until(second::readiness, text -> text.startsWith("standby: first_"));
        assertThat(second.get("/metrics")).contains("holdfast_leader 0.0").doesNotContain("obj_name");
        slowRun();
        await().atMost(PATIENCE).until(() -> status().run() != null);

        first.process.destroyForcibly().waitFor();
        // What it takes to begin then depends on the machine.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> second.get("/metrics"), page -> page.contains("holdfast_leader 1.0"));
        await().atMost(PATIENCE).until(() -> "one".equals(status().lastManualSync()));
        assertThat(status().endedRuns()).hasSize(1);
        assertThat(status().lastRun().attempt()).isEqualTo(1);
        assertThat(second.readiness()).isEqualTo("ready\n");

        Replica third = replica("third");
        await().atMost(PATIENCE).until(third::readiness, text -> text.startsWith("standby: second_"));
        second.process.destroy();
        second.process.destroy();
        assertThat(second.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> third.get("/metrics"), page -> page.contains("holdfast_leader 1.0"));
        assertThat(second.process.exitValue()).isZero();
    }

    private void slowRun() {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: repo}
                stringData: {RESTIC_REPOSITORY: %s, RESTIC_PASSWORD: %s}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {manual: one}
                  restic: {repository: repo, copyMethod: Direct, limitUploadKiBps: 400, retain: {daily: 7}}
                """.formatted(folder.resolve("repository"), Scene.PASSWORD));
    }

    private Replica replica(String name) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--mover=local",
                "--local-volumes=" + folder.resolve("volumes"),
                "--local-state=" + folder.resolve("state"),
                "--watch-namespaces=" + namespace,
                "--lease-namespace=" + namespace,
                "--management-address=127.0.0.1:" + port,
                "--instance=" + name);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOLDFAST_RESTIC", Scene.restic().toString());
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        Replica replica = new Replica(builder.start(), port);
        replicas.add(replica);
        return replica;
    }

    private ReplicationStatus status() {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .get()
                .getStatus();
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }

    private record Replica(Process process, int port) {
        /** Nothing while nobody answers. */
        String readiness() {
            try {
                return get("/readyz");
            } catch (IOException e) {
                return "";
            }
        }

        String get(String path) throws IOException {
            try {
                return HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
