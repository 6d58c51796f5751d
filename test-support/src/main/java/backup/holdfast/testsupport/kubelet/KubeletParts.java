package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.storage.ClaimControl;
import backup.holdfast.testsupport.kubelet.storage.ClusterRemains;
import backup.holdfast.testsupport.kubelet.storage.PodClaims;
import backup.holdfast.testsupport.kubelet.storage.Reclaimer;
import backup.holdfast.testsupport.kubelet.storage.SnapshotControl;
import backup.holdfast.testsupport.kubelet.storage.StorageClasses;
import backup.holdfast.testsupport.kubelet.storage.StorageFaults;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Everything a test kubelet is made of, wired up. */
final class KubeletParts implements AutoCloseable {

    private final KubernetesClient client;
    private final Path folder;
    private final Map<String, NodeState> nodes;
    private final Loop loop = new Loop();
    private final ClusterView view;
    private final PodFaults podFaults;
    private final StorageFaults storageFaults = new StorageFaults();
    private final VolumeFolders folders;
    private final PodClaims claims;
    private final NodeAgent agent;
    private final Disruption disruption;
    private final LogServer logs;
    private final NodeControl nodeControl;
    private final StorageClasses storageClasses;
    private final List<Runnable> passes;

    /** @param client is closed at the end */
    KubeletParts(
            KubernetesClient client,
            Path folder,
            Map<String, NodeState> nodes,
            Map<String, ContainerImage> images,
            StorageClasses storageClasses,
            UnaryOperator<Pod> admission) {
        this.client = requireNonNull(client, "client is null");
        this.folder = requireNonNull(folder, "folder is null");
        this.nodes = Map.copyOf(nodes);
        this.storageClasses = requireNonNull(storageClasses, "storageClasses is null");
        Clock clock = Clock.systemUTC();
        KubeApi api = new KubeApi(client, clock);
        ImageStore store = new ImageStore(folder.resolve("images"), images);
        this.podFaults = new PodFaults(store);
        this.folders = new VolumeFolders(folder);
        storageClasses.create(api);
        this.view = new ClusterView(client, loop::wake);
        PodBook book = new PodBook(api);
        this.claims = new PodClaims(view, api, folders);
        References references = new References(client);
        ContainerLauncher launcher =
                new ContainerLauncher(store, new PodVolumes(claims, folders, references), references);
        this.agent =
                new NodeAgent(view, api, book, this.nodes, podFaults, launcher, store, folder.resolve("pods"), clock);
        this.disruption = new Disruption(view, api, book, loop);
        this.logs = LogServer.start(this::printed);
        this.nodeControl = new NodeControl(view, api, book, this.nodes, logs.port());
        this.passes = List.of(
                nodeControl::reconcile,
                new JobControl(view, api, podFaults, admission, clock)::reconcile,
                new ClaimControl(view, api, folders, storageFaults)::reconcile,
                new Scheduler(view, api, book, claims, this.nodes, podFaults)::reconcile,
                new SnapshotControl(view, api, folders, storageFaults, clock)::reconcile,
                agent::reconcile,
                new Reclaimer(view, api, folders)::reconcile,
                new OwnerSweep(view, api, clock)::reconcile);
    }

    void start() {
        loop.start(() -> passes.forEach(Runnable::run));
    }

    Loop loop() {
        return loop;
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return client.getNamespace();
    }

    ClusterView view() {
        return view;
    }

    PodFaults podFaults() {
        return podFaults;
    }

    StorageFaults storageFaults() {
        return storageFaults;
    }

    VolumeFolders folders() {
        return folders;
    }

    PodClaims claims() {
        return claims;
    }

    NodeAgent agent() {
        return agent;
    }

    Disruption disruption() {
        return disruption;
    }

    NodeState node(String name) {
        NodeState node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name + ", but " + nodes.keySet());
        }
        return node;
    }

    Pod pod(String name) {
        return ClusterView.named(view.pods(), name).orElseThrow(() -> new IllegalArgumentException("no pod " + name));
    }

    private Optional<PodWorker.Printed> printed(String namespace, String pod, String container) {
        return loop.call(() -> view.pods().stream()
                .filter(it -> it.getMetadata().getNamespace().equals(namespace)
                        && it.getMetadata().getName().equals(pod))
                .flatMap(it -> agent.worker(it.getMetadata().getUid()).stream())
                .flatMap(worker -> worker.printed(container).stream())
                .findFirst());
    }

    @Override
    public void close() {
        logs.close();
        loop.close();
        view.close();
        agent.close();
        nodeControl.close();
        storageClasses.remove();
        new ClusterRemains(client).remove();
        client.close();
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
        if (!loop.defects().isEmpty()) {
            IllegalStateException failure = new IllegalStateException("the test kubelet itself failed");
            loop.defects().stream().limit(5).forEach(failure::addSuppressed);
            throw failure;
        }
    }
}
