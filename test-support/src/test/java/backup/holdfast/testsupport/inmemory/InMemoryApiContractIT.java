package backup.holdfast.testsupport.inmemory;

import backup.holdfast.testsupport.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.InputStream;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

class InMemoryApiContractIT extends ApiContract {

    private static InMemoryApiServer server;
    private static KubernetesClient client;

    private String namespace;

    @BeforeAll
    static void start() throws Exception {
        server = InMemoryApiServer.start();
        client = TestCluster.connect(server.clientConfig());
        try (InputStream definition =
                InMemoryApiContractIT.class.getClassLoader().getResourceAsStream("crds/widgets.yaml")) {
            client.load(definition).create();
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void makeNamespace(TestInfo test) {
        namespace = "n" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @Override
    KubernetesClient client() {
        return client;
    }

    @Override
    String namespace() {
        return namespace;
    }
}
