package backup.holdfast.testsupport.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;

/** What the extension does with a cluster, and a test must not. */
interface ManagedCluster extends TestCluster, AutoCloseable {

    /** Makes a namespace empty and removes it. */
    void deleteNamespace(KubernetesClient admin, String name);

    /** Ends what was started for it. */
    @Override
    void close();
}
