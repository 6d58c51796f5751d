package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** The in-memory API. */
record InMemoryCluster(InMemoryApiServer server) implements ManagedCluster {

    private static final String NOBODY_AUTHORIZES =
            "the in-memory API lets everybody do everything: give the test @RequiresRealApi";

    InMemoryCluster {
        requireNonNull(server, "server is null");
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.MOCK;
    }

    @Override
    public Config adminConfig() {
        return server.clientConfig();
    }

    @Override
    public Config configOfUser(String user, String... groups) {
        throw new UnsupportedOperationException(NOBODY_AUTHORIZES);
    }

    @Override
    public Config configWithToken(String token) {
        throw new UnsupportedOperationException(NOBODY_AUTHORIZES);
    }

    @Override
    public Path writeKubeconfig(Path file) {
        return server.writeKubeconfig(file);
    }

    @Override
    public void deleteNamespace(KubernetesClient admin, String name) {
        // The server drops what is in it, finalizers or not.
        admin.namespaces().withName(name).delete();
    }

    @Override
    public void close() {
        server.close();
    }
}
