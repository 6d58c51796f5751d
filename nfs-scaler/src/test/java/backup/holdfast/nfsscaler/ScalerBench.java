package backup.holdfast.nfsscaler;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.nfs.GaneshaServer;
import backup.holdfast.testsupport.nfs.ServedVersions;
import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Measures 500 workloads on five real NFS servers that freeze together. Named so that no build runs it by itself:
 * {@code ./mvnw -Dquick -pl nfs-scaler -am verify -Dit.test=ScalerBench -Dtest=None}.
 */
@ClusterTest(crds = "crds/nfsscalers.holdfast.backup.yaml")
class ScalerBench {
    private static final int WORKLOADS = 500;
    private static final int SERVERS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofSeconds(60);

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    @SuppressWarnings("SystemOut") // The figures are the point.
    void measure(KubernetesClient client, TestNamespace namespace) throws InterruptedException {
        Fixtures cluster = new Fixtures(client, namespace.name());
        for (int i = 0; i < WORKLOADS; i++) {
            cluster.labelled("Deployment", "app" + i, 1, Map.of("nas", "nas" + i % SERVERS));
        }
        List<GaneshaServer> servers = new ArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (NfsScaling scaling = NfsScaling.start(client, meters, "bench", Clock.systemUTC(), System::nanoTime)) {
            Awaitility.await().until(() -> scaling.readiness().ready());
            StringBuilder named = new StringBuilder();
            StringBuilder selectors = new StringBuilder();
            for (int i = 0; i < SERVERS; i++) {
                servers.add(GaneshaServer.start(ServedVersions.V4, "/media"));
                named.append("    - {name: nas%d, host: 127.0.0.1, port: %d, exports: [/media]}\n"
                        .formatted(i, servers.get(i).port()));
                selectors.append("      - {servers: [nas%d], selector: {matchLabels: {nas: nas%d}}}\n".formatted(i, i));
            }
            client.resource(client.getKubernetesSerialization()
                            .unmarshal(
                                    "apiVersion: holdfast.backup/v1alpha1\nkind: NfsScaler\nmetadata: {name: "
                                            + namespace.name() + "}\nspec:\n  servers:\n" + named
                                            + "  scaleUp: {atOnce: 100, every: 1s}\n  workloads:\n    namespaces: ["
                                            + namespace.name() + "]\n    selectors:\n" + selectors,
                                    NfsScaler.class))
                    .create();
            await(
                    client,
                    namespace,
                    it -> it.servers().stream().allMatch(server -> "Up".equals(server.state()))
                            && it.servers().size() == SERVERS
                            && Integer.valueOf(WORKLOADS).equals(it.watched()));
            System.out.printf("calm, all up: %.2f %% of a core%n", cpu());

            long frozen = System.nanoTime();
            servers.forEach(GaneshaServer::freeze);
            await(client, namespace, it -> Integer.valueOf(WORKLOADS).equals(it.held()));
            System.out.printf("frozen to all at zero, as seen in status: %.1f s%n", seconds(frozen));
            meters.find("holdfast.nfs.scale.down.delay")
                    .timers()
                    .forEach(timer -> System.out.printf(
                            "first failed probe to the last patch, %s: %.1f s%n",
                            timer.getId().getTag("server"), timer.max(TimeUnit.MILLISECONDS) / 1e3));
            System.out.printf("calm, all held: %.2f %% of a core%n", cpu());

            long thawed = System.nanoTime();
            servers.forEach(GaneshaServer::thaw);
            await(client, namespace, it -> Integer.valueOf(0).equals(it.held()));
            System.out.printf("thawed to all back: %.1f s%n", seconds(thawed));
        } finally {
            servers.forEach(GaneshaServer::close);
            client.resources(NfsScaler.class).withName(namespace.name()).delete();
        }
    }

    /** Of this JVM, which is the scaler and little else: the API server and the NFS servers are processes of their own. */
    private double cpu() throws InterruptedException {
        long before = process.getProcessCpuTime();
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(CALM.toNanos());
        return 100.0 * (process.getProcessCpuTime() - before) / (System.nanoTime() - start);
    }

    private static void await(KubernetesClient client, TestNamespace namespace, Predicate<NfsScalerStatus> as) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> client.resources(NfsScaler.class)
                                .withName(namespace.name())
                                .require()
                                .getStatus(),
                        as);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
