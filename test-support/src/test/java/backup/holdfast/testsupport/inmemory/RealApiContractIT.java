package backup.holdfast.testsupport.inmemory;

import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;

@ClusterTest(crds = "crds/widgets.yaml")
@RequiresRealApi
class RealApiContractIT extends ApiContract {

    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void remember(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
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
