package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Scope;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster, and one namespace of it or all. */
final class ScopeOptions {
    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Of all namespaces")
    private boolean everywhere;

    KubernetesClient connect() {
        return cluster.connect();
    }

    String namespace(KubernetesClient client) {
        return cluster.namespace(client);
    }

    Scope scope(KubernetesClient client) {
        return everywhere ? Scope.EVERYWHERE : cluster.scope(client);
    }
}
