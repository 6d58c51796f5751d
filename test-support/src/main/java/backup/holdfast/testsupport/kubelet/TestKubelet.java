package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.storage.StorageFaults;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Nodes for the pods of a test: see the package's description. {@link #close()} leaves nothing: no process, mount, folder or cluster-wide object. */
public final class TestKubelet implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KubeletParts parts;

    TestKubelet(KubeletParts parts) {
        this.parts = requireNonNull(parts, "parts is null");
    }

    /** Begins the description of one for this client's namespace. */
    public static TestKubeletBuilder on(KubernetesClient client) {
        return new TestKubeletBuilder(client);
    }

    /** How pods fare from now on. */
    public PodFaults pods() {
        return parts.podFaults();
    }

    /** How volumes and snapshots behave from now on. */
    public StorageFaults storage() {
        return parts.storageFaults();
    }

    /** What NFS servers export, beside folders of volumes. */
    public VolumeFolders volumes() {
        return parts.folders();
    }

    /** One of the nodes. */
    public NodeHandle node(String name) {
        return new NodeHandle(parts, parts.node(name));
    }

    /** What is on the volume of a claim; waits until the claim is bound. */
    public Path volume(String claim) {
        return Awaitility.await("a volume for " + claim)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> parts.claims().folder(parts.namespace(), claim), Optional::isPresent)
                .orElseThrow();
    }

    /** The newest pod of a Job; waits until there is one. */
    public PodHandle awaitPod(String job) {
        Pod pod = Awaitility.await("a pod of " + job)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> podsOf(job).stream().findFirst(), Optional::isPresent)
                .orElseThrow();
        return pod(pod.getMetadata().getName());
    }

    /** A pod that is there, by its own name. */
    public PodHandle pod(String name) {
        return new PodHandle(parts, parts.pod(name));
    }

    /** The pods of a Job as they are now, newest first. */
    private List<Pod> podsOf(String job) {
        return parts.view().pods().stream()
                .filter(pod -> JobPods.owner(pod)
                        .filter(owner -> owner.getName().equals(job))
                        .isPresent())
                .sorted(Comparator.comparing(
                                (Pod pod) -> Long.parseLong(pod.getMetadata().getResourceVersion()))
                        .reversed())
                .toList();
    }

    /**
     * Kills what runs and removes everything it made that is not the namespace's.
     *
     * @throws IllegalStateException if the kubelet itself had a defect, so that the test cannot be trusted
     */
    @Override
    public void close() {
        parts.close();
    }
}
