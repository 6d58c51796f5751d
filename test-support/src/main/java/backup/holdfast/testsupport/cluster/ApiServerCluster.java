package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.apiserver.RealApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A real API server of our own. */
record ApiServerCluster(RealApiServer server) implements ManagedCluster {

    ApiServerCluster {
        requireNonNull(server, "server is null");
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.API_SERVER;
    }

    @Override
    public Config adminConfig() {
        return server.adminConfig();
    }

    @Override
    public Config configOfUser(String user, String... groups) {
        return server.configOfUser(user, groups);
    }

    @Override
    public Config configWithToken(String token) {
        return server.configWithToken(token);
    }

    @Override
    public void deleteNamespace(KubernetesClient admin, String name) {
        new NamespaceRemoval(admin, name).run();
    }

    @Override
    public void close() {
        server.close();
    }
}
