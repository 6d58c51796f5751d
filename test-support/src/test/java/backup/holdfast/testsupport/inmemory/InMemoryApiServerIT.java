package backup.holdfast.testsupport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import backup.holdfast.testsupport.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InMemoryApiServerIT {

    private InMemoryApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = InMemoryApiServer.start();
        client = TestCluster.connect(server.clientConfig());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void shouldKeepItsObjectsAndItsAddressOverARestart() {
        ConfigMap created = client.resource(configMap("kept")).create();

        server.stop();
        try (KubernetesClient impatient = TestCluster.connect(new ConfigBuilder(server.clientConfig())
                .withRequestRetryBackoffLimit(0)
                .build())) {
            assertThatThrownBy(() -> impatient.resource(created).get())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasStackTraceContaining("ConnectException");
        }
        server.restart();

        assertThat(client.resource(created).get()).isEqualTo(created);
    }

    @Test
    void shouldLetAnInformerCatchUpAfterARestart() {
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").inform()) {
            client.resource(configMap("before")).create();
            await().until(() -> informer.getStore().list().size() == 1);

            server.stop();
            server.restart();
            client.resource(configMap("after")).create();

            await().untilAsserted(() -> assertThat(informer.getStore().listKeys())
                    .containsExactlyInAnyOrder("default/before", "default/after"));
        }
    }

    @Test
    @Timeout(10)
    void shouldServeWatchesToClientsThatTryWebSocketsFirst(@TempDir Path temp) {
        Path kubeconfig = server.writeKubeconfig(temp.resolve("kubeconfig"));
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        assertThat(config.isOnlyHttpWatches()).isFalse();

        try (KubernetesClient other = TestCluster.connect(config);
                SharedIndexInformer<ConfigMap> informer =
                        other.configMaps().inNamespace("default").inform()) {
            client.resource(configMap("seen")).create();

            await().untilAsserted(
                            () -> assertThat(informer.getStore().listKeys()).containsExactly("default/seen"));
        }
    }

    @Test
    void shouldListenOnTheLoopbackAddressOnly() throws Exception {
        int port = server.address().getPort();
        List<InetAddress> others = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.getHostAddress().equals("127.0.0.1"))
                .toList();

        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        for (InetAddress other : others) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(other, port), 2000))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void shouldTakeTheObjectsOfANamespaceAlong() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("gone")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ConfigMapBuilder(configMap("a"))
                        .editMetadata()
                        .withNamespace("gone")
                        .withFinalizers("example.com/held")
                        .endMetadata()
                        .build())
                .create();

        client.namespaces().withName("gone").delete();

        assertThat(client.configMaps().inAnyNamespace().list().getItems()).isEmpty();
    }

    @Test
    void shouldServeADefinitionOnlyWhileItIsThere() {
        client.load(getClass().getClassLoader().getResourceAsStream("crds/widgets.yaml"))
                .create();
        client.resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("testing.holdfast.backup/v1alpha1")
                        .withKind("Widget")
                        .withNewMetadata()
                        .withName("a")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
        assertThat(client.hasApiGroup("testing.holdfast.backup", true)).isTrue();

        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets.testing.holdfast.backup")
                .delete();
        assertThat(client.hasApiGroup("testing.holdfast.backup", true)).isFalse();

        client.load(getClass().getClassLoader().getResourceAsStream("crds/widgets.yaml"))
                .create();
        assertThat(client.genericKubernetesResources("testing.holdfast.backup/v1alpha1", "Widget")
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .isEmpty();
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }
}
