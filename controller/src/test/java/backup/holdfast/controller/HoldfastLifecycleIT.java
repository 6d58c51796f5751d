package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.local.LocalMoverOptions;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller as a process that starts and stops. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class HoldfastLifecycleIT {
    @TempDir
    Path folder;

    @Test
    void shouldBecomeReadyWhereNothingIsToDo(KubernetesClient client, TestNamespace namespace) {
        try (Holdfast holdfast =
                Holdfast.start(settings(Set.of(namespace.name()), 0), client, Clock.systemUTC(), event -> {})) {
            await().untilAsserted(() -> assertThat(readiness(holdfast).body()).isEqualTo("ready\n"));
        }
    }

    @Test
    void shouldLeaveNoServerBehindWhenItCannotStart() throws Exception {
        int port = freePort();
        try (KubernetesClient nobody = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + freePort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build()) {
            assertThatThrownBy(() ->
                            Holdfast.start(settings(Set.of("apps"), port), nobody, Clock.systemUTC(), event -> {}))
                    .isInstanceOf(KubernetesClientException.class);
        }

        assertThatCode(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
                .doesNotThrowAnyException();
    }

    private HoldfastSettings settings(Set<String> namespaces, int port) {
        return new HoldfastSettings(
                "test",
                namespaces,
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new MoverChoice.Processes(
                        LocalMoverOptions.sameProgram(folder.resolve("volumes"), folder.resolve("state"), Map.of())));
    }

    private static HttpResponse<String> readiness(Holdfast holdfast) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + holdfast.managementAddress().getPort() + "/readyz"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
