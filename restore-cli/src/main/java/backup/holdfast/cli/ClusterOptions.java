package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and namespace, as kubectl is told. */
final class ClusterOptions {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final int RETRIES = 2;
    private static final int CONNECT_MILLIS = 3000;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Default: KUBECONFIG, then ~/.kube/config")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The kubeconfig's context. Default: its current one")
    private @Nullable String context;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Default: the context's")
    private @Nullable String namespace;

    KubernetesClient connect() {
        Config config = config();
        // Whoever sits in front of it wants to know within seconds; a run waits for an API server by itself.
        if (Objects.equals(config.getRequestRetryBackoffLimit(), Config.DEFAULT_REQUEST_RETRY_BACKOFFLIMIT)) {
            config.setRequestRetryBackoffLimit(RETRIES);
        }
        config.setConnectionTimeout(Math.min(config.getConnectionTimeout(), CONNECT_MILLIS));
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    String namespace(KubernetesClient client) {
        if (namespace != null) {
            return namespace;
        }
        String ofContext = client.getConfiguration().getNamespace();
        return ofContext == null ? DEFAULT_NAMESPACE : ofContext;
    }

    Scope scope(KubernetesClient client) {
        return Scope.in(namespace(client));
    }

    private Config config() {
        if (kubeconfig == null) {
            return Config.autoConfigure(context);
        }
        if (!Files.isReadable(kubeconfig)) {
            throw new StopException(
                    ExitCode.UNREACHABLE,
                    "cannot read " + kubeconfig,
                    "Name another file with --kubeconfig or KUBECONFIG.");
        }
        try {
            return Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (RuntimeException e) {
            // Of an empty file the client says that something is null.
            throw new StopException(
                    ExitCode.UNREACHABLE,
                    kubeconfig + " is no kubeconfig that can be used",
                    "`kubectl --kubeconfig " + kubeconfig + " config view` says more.",
                    e);
        }
    }
}
