package backup.holdfast.testsupport.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;

/** What answers as the Kubernetes API while the tests of this JVM run. */
public interface TestCluster {

    /** What it is. */
    ClusterKind kind();

    /** For clients that may do everything. */
    Config adminConfig();

    /**
     * For clients that act as this user, with only what RBAC grants the user or the groups.
     *
     * @throws UnsupportedOperationException where nothing authorizes: give the test {@link RequiresRealApi}
     */
    Config configOfUser(String user, String... groups);

    /**
     * For clients that carry this bearer token and nothing else, such as one a service account was issued.
     *
     * @throws UnsupportedOperationException where nothing authorizes: give the test {@link RequiresRealApi}
     */
    Config configWithToken(String token);

    /** Writes a kubeconfig file of the administrator, for kubectl and other programs, and returns its path. */
    Path writeKubeconfig(Path file) throws IOException;

    /** A client that talks through the JDK's HTTP client. The caller closes it. */
    static KubernetesClient connect(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
