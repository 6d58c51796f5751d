package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.kubelet.sandbox.Sandbox;
import backup.holdfast.testsupport.kubelet.storage.StorageClasses;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/** Describes a {@link TestKubelet}. */
public final class TestKubeletBuilder {

    private final KubernetesClient client;
    private final Map<String, NodeState> nodes = new LinkedHashMap<>();
    private final Map<String, ContainerImage> images = new LinkedHashMap<>();
    private final List<StorageClass> storageClasses = new ArrayList<>();
    private UnaryOperator<Pod> admission = UnaryOperator.identity();

    TestKubeletBuilder(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** With a node of this name. Without any there is {@code node-a}. */
    public TestKubeletBuilder node(String name) {
        return node(name, Map.of(), List.of());
    }

    /** With a node of this name that has these labels, beside the usual ones, and these taints. */
    public TestKubeletBuilder node(String name, Map<String, String> labels, List<Taint> taints) {
        nodes.put(name, new NodeState(name, labels, taints));
        return this;
    }

    /**
     * With an image.
     *
     * @param name a whole reference such as {@code ghcr.io/a/b:1}, or the last part of its repository alone ({@code b})
     */
    public TestKubeletBuilder image(String name, ContainerImage image) {
        images.put(name, requireNonNull(image, "image is null"));
        return this;
    }

    /** With a StorageClass whose volumes are folders: bound at once, deleted with their claim, expandable. */
    public TestKubeletBuilder storageClass(String name) {
        return storageClass(StorageClasses.immediate(name));
    }

    /** With a StorageClass whose volumes are bound once a pod wants them. */
    public TestKubeletBuilder storageClassForFirstConsumer(String name) {
        return storageClass(StorageClasses.forFirstConsumer(name));
    }

    /** With this very StorageClass; to be served, its provisioner has to be the test kubelet's. */
    public TestKubeletBuilder storageClass(StorageClass storageClass) {
        storageClasses.add(storageClass);
        return this;
    }

    /** With an admission policy, which makes this of every pod that a Job is to get. Jobs themselves stay as they are. */
    public TestKubeletBuilder admission(UnaryOperator<Pod> policy) {
        admission = requireNonNull(policy, "policy is null");
        return this;
    }

    /** Starts it. Where this machine cannot make sandboxes, the calling test is aborted and says so. */
    public TestKubelet start() {
        Optional<String> obstacle = Sandbox.obstacle();
        Assumptions.assumeTrue(obstacle.isEmpty(), obstacle::orElseThrow);
        if (nodes.isEmpty()) {
            node("node-a");
        }
        KubernetesClient own = TestCluster.connect(new ConfigBuilder(client.getConfiguration())
                .withNamespace(client.getNamespace())
                // An API server that is away is asked again in the next pass, not within this one.
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(10_000)
                .withUserAgent("test-kubelet")
                .build());
        try {
            KubeletParts parts = new KubeletParts(
                    own, KubeletFolder.create(), nodes, images, new StorageClasses(storageClasses), admission);
            parts.start();
            return new TestKubelet(parts);
        } catch (IOException e) {
            own.close();
            throw new UncheckedIOException("cannot start the test kubelet", e);
        }
    }
}
