package backup.holdfast.controller.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.testsupport.cluster.TestCluster;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiNfsObjectsTest {
    private HttpServer server;
    private volatile int code;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void shouldFindNothingWhereItMayNotLookOrTheKindIsNotKnown(int answer) {
        code = answer;
        try (KubernetesClient client = client()) {
            NfsObjects objects = new ApiNfsObjects(client);

            assertThat(objects.volume("pv-1")).isEmpty();
            assertThat(objects.scalers()).isEmpty();
        }
    }

    @Test
    void shouldNotTakeAnErrorForAnAnswer() {
        code = 400;
        try (KubernetesClient client = client()) {
            NfsObjects objects = new ApiNfsObjects(client);

            assertThatThrownBy(() -> objects.volume("pv-1")).isInstanceOf(KubernetesClientException.class);
            assertThatThrownBy(objects::scalers).isInstanceOf(KubernetesClientException.class);
        }
    }

    private KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        return TestCluster.connect(config);
    }
}
