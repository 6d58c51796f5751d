package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Somebody's cluster, used only when asked for in words. */
record KubeconfigCluster(Path kubeconfig, Config adminConfig) implements ManagedCluster {

    KubeconfigCluster {
        requireNonNull(kubeconfig, "kubeconfig is null");
        requireNonNull(adminConfig, "adminConfig is null");
    }

    /** The current context of the file in {@code KUBECONFIG}. The file in the home folder is never read. */
    static KubeconfigCluster fromEnvironment(Map<String, String> environment) {
        String file = environment.get("KUBECONFIG");
        if (file == null || !new File(file).isFile()) {
            throw new IllegalStateException(
                    "-Dk8s=kubeconfig: set KUBECONFIG to the one file of the cluster to test on (it is " + file
                            + "); ~/.kube/config is not used unasked");
        }
        return new KubeconfigCluster(Path.of(file), Config.fromKubeconfig(new File(file)));
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.KUBECONFIG;
    }

    @Override
    public Config configOfUser(String user, String... groups) {
        return new ConfigBuilder(adminConfig)
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build();
    }

    @Override
    public Config configWithToken(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(adminConfig.getMasterUrl())
                .withCaCertFile(adminConfig.getCaCertFile())
                .withCaCertData(adminConfig.getCaCertData())
                .withTrustCerts(adminConfig.isTrustCerts())
                .withOauthToken(token)
                .build();
    }

    @Override
    public Path writeKubeconfig(Path file) throws IOException {
        return Files.copy(kubeconfig, file);
    }

    @Override
    public void deleteNamespace(KubernetesClient admin, String name) {
        admin.namespaces().withName(name).delete();
    }

    @Override
    public void close() {
        // It was there before us and stays.
    }
}
