package backup.holdfast.nfsscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.nfs.GaneshaServer;
import backup.holdfast.testsupport.nfs.ServedVersions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real NFS server freezes, as one does whose disks hang: connections are still taken, nothing is answered. */
@ClusterTest(
        crds = {
            "crds/nfsscalers.holdfast.backup.yaml",
            "crds/scaledobjects.yaml",
            "crds/rollouts.yaml",
            "crds/shops.yaml"
        })
class FrozenServerIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Of 1 s each. */
    private static final int FAILURES = 3;

    private static final Map<String, Integer> AS_BEFORE =
            Map.of("db", 3, "plex", 1, "nightly", 1, "unrelated", 2, "elsewhere", 1);
    private static final Map<String, Integer> AT_ZERO =
            Map.of("db", 0, "plex", 0, "nightly", 0, "unrelated", 2, "elsewhere", 1);

    private KubernetesClient client;
    private String name;
    private Fixtures cluster;

    @BeforeEach
    void create(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.name = namespace.name();
        this.cluster = new Fixtures(client, namespace.name());
        cluster.nfsClaim("media", "127.0.0.1", "/media");
        cluster.workload("StatefulSet", "db", 3, Fixtures.claim("media"));
        cluster.workload("Deployment", "plex", 1, Fixtures.inline("localhost", "/media/films"));
        cluster.hpa("Deployment", "plex", 1);
        cluster.cronJob("nightly", Fixtures.claim("media"));
        cluster.workload("Deployment", "unrelated", 2, "emptyDir: {}");
        cluster.workload("Deployment", "elsewhere", 1, Fixtures.inline("192.0.2.7", "/media"));
    }

    @AfterEach
    void remove() {
        client.resources(NfsScaler.class).withName(name).delete();
        cluster.removeVolumes();
    }

    @Test
    void shouldHoldAtZeroWhatMountsFromAFrozenServerAndBringItBackAcrossARestart() {
        try (GaneshaServer nas = GaneshaServer.start(ServedVersions.V4, "/media")) {
            NfsScaling scaling = scaling();
            watch(nas);
            awaitStatus(status -> isServer(status, ServerStatus.UP));
            assertThat(cluster.replicas()).isEqualTo(AS_BEFORE);

            nas.freeze();
            Instant frozen = Instant.now();
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> cluster.replicas().equals(AT_ZERO));
            assertThat(Duration.between(frozen, Instant.now())).isLessThan(Duration.ofSeconds(FAILURES + 2));
            awaitStatus(status ->
                    isServer(status, ServerStatus.DOWN) && Integer.valueOf(3).equals(status.held()));

            scaling.close();
            scaling = scaling();
            nas.thaw();
            awaitStatus(status ->
                    isServer(status, ServerStatus.UP) && Integer.valueOf(0).equals(status.held()));
            assertThat(cluster.replicas()).isEqualTo(AS_BEFORE);
            assertThat(cluster.hpaMinReplicas("plex")).isEqualTo(1);
            assertThat(cluster.annotated()).isEmpty();

            nas.kill();
            await().atMost(SOON).until(() -> cluster.replicas().equals(AT_ZERO));
            nas.restart();
            await().atMost(SOON).until(() -> cluster.replicas().equals(AS_BEFORE));
            scaling.close();
        }
    }

    private NfsScaling scaling() {
        return NfsScaling.start(client, new SimpleMeterRegistry(), "test", Clock.systemUTC(), System::nanoTime);
    }

    private void watch(GaneshaServer nas) {
        client.resource(client.getKubernetesSerialization()
                        .unmarshal("""
                                apiVersion: holdfast.backup/v1alpha1
                                kind: NfsScaler
                                metadata: {name: %s}
                                spec:
                                  servers: [{name: nas, host: 127.0.0.1, port: %d, exports: [/media]}]
                                  probe: {interval: 1s, timeout: 800ms, failureThreshold: %d, successThreshold: 2}
                                  workloads: {namespaces: [%s]}
                                """.formatted(name, nas.port(), FAILURES, name), NfsScaler.class))
                .create();
    }

    private void awaitStatus(Predicate<NfsScalerStatus> as) {
        await().atMost(SOON)
                .until(
                        () -> client.resources(NfsScaler.class)
                                .withName(name)
                                .require()
                                .getStatus(),
                        as);
    }

    private static boolean isServer(NfsScalerStatus status, String state) {
        return status.server("nas").filter(it -> state.equals(it.state())).isPresent();
    }
}
