package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.apiserver.RealApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A real API server of our own. */
final class ApiServerCluster implements ManagedCluster {

    private final RealApiServer server;
    private String knownDefinitions = "";
    private List<NamespacedKind> knownKinds = List.of();

    ApiServerCluster(RealApiServer server) {
        this.server = requireNonNull(server, "server is null");
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
    public Path writeKubeconfig(Path file) throws IOException {
        return Files.copy(server.kubeconfig(), file);
    }

    @Override
    public void deleteNamespace(KubernetesClient admin, String name) {
        new NamespaceRemoval(admin, name).run(kinds(admin));
    }

    /** Discovery takes twenty requests, so it is repeated only when the definitions have changed. */
    private synchronized List<NamespacedKind> kinds(KubernetesClient admin) {
        String definitions = admin.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .map(definition -> definition.getMetadata().getName() + " "
                        + definition.getMetadata().getGeneration())
                .collect(Collectors.joining(",", "known: ", ""));
        if (!definitions.equals(knownDefinitions)) {
            knownKinds = NamespacedKind.discover(admin);
            knownDefinitions = definitions;
        }
        return knownKinds;
    }

    @Override
    public void close() {
        server.close();
    }
}
