package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the pods of all nodes and tells what becomes of them. */
final class NodeAgent implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final ClusterView view;
    private final KubeApi api;
    private final PodBook book;
    private final Map<String, NodeState> nodes;
    private final PodFaults faults;
    private final ContainerLauncher launcher;
    private final ImageStore images;
    private final Path folder;
    private final Clock clock;
    private final Map<String, PodWorker> workers = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Map<String, String> evictions = new HashMap<>();
    private final Set<String> dismissed = new HashSet<>();

    /** Pods whose containers died with the power of their node; a process may take a moment for that. */
    private final Set<String> cutOff = new HashSet<>();

    NodeAgent(
            ClusterView view,
            KubeApi api,
            PodBook book,
            Map<String, NodeState> nodes,
            PodFaults faults,
            ContainerLauncher launcher,
            ImageStore images,
            Path folder,
            Clock clock) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.book = requireNonNull(book, "book is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.faults = requireNonNull(faults, "faults is null");
        this.launcher = requireNonNull(launcher, "launcher is null");
        this.images = requireNonNull(images, "images is null");
        this.folder = requireNonNull(folder, "folder is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** One pass over all pods. */
    void reconcile() {
        List<Pod> pods = view.pods();
        forgetGone(pods);
        for (Pod pod : pods) {
            NodeState node = nodes.get(String.valueOf(pod.getSpec().getNodeName()));
            if (node != null && node.isReady()) {
                api.attempt(pod, () -> reconcile(pod));
            }
        }
    }

    private void forgetGone(List<Pod> pods) {
        Set<String> present =
                pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        List<String> gone = new ArrayList<>(workers.keySet());
        gone.removeAll(present);
        for (String uid : gone) {
            PodWorker worker = workers.get(uid);
            // What runs on a node that is cut off does not hear that its pod is gone.
            if (worker != null && !(worker.isAlive() && isCutOff(worker.node()))) {
                worker.close();
                workers.remove(uid);
            }
        }
        present.addAll(workers.keySet());
        book.keepOnly(present);
        notBefore.keySet().retainAll(present);
        evictions.keySet().retainAll(present);
        dismissed.retainAll(present);
        cutOff.retainAll(present);
    }

    private boolean isCutOff(String node) {
        NodeState state = nodes.get(node);
        return state != null && !state.isReady();
    }

    private void reconcile(Pod pod) {
        String uid = pod.getMetadata().getUid();
        boolean deleted = pod.getMetadata().getDeletionTimestamp() != null;
        if (OVER.contains(phase(pod))) {
            if (deleted) {
                dismiss(pod);
            }
            return;
        }
        PodRecord podRecord = book.of(pod);
        podRecord.condition("PodScheduled", true, "", "");
        podRecord.arriveOnNode();
        podRecord.hear();
        PodWorker worker = workers.computeIfAbsent(uid, key -> adopt(pod, podRecord));
        worker.observe(pod, api.now());
        if (!podRecord.isOver()) {
            if (deleted || evictions.containsKey(uid)) {
                end(pod, podRecord, worker);
            } else {
                advance(pod, worker);
            }
        }
        if (podRecord.isOver() && evictions.containsKey(uid)) {
            podRecord.fail("Evicted", evictions.get(uid));
        }
        book.publish(pod);
        if (podRecord.isOver() && deleted) {
            dismiss(pod);
        }
    }

    private static String phase(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPhase())
                .orElse("Pending");
    }

    private PodWorker adopt(Pod pod, PodRecord podRecord) {
        if (phase(pod).equals("Running")) {
            // Somebody else started it, and this machine knows nothing of its containers.
            lose(pod, podRecord);
        }
        return new PodWorker(
                podRecord,
                launcher,
                images,
                folder.resolve(pod.getMetadata().getUid()),
                pod.getSpec().getNodeName());
    }

    private static void lose(Pod pod, PodRecord podRecord) {
        for (Container container : pod.getSpec().getContainers()) {
            podRecord.container(
                    container.getName(),
                    new RunState.Terminated(
                            137,
                            "ContainerStatusUnknown",
                            "The container could not be located when the pod was terminated",
                            "",
                            ""));
        }
    }

    private void advance(Pod pod, PodWorker worker) {
        Instant now = clock.instant();
        Instant due = notBefore.computeIfAbsent(pod.getMetadata().getUid(), uid -> now.plus(faults.startDelay()));
        if (now.isBefore(due)) {
            worker.announce(pod);
            return;
        }
        try {
            worker.advance(pod);
        } catch (StartProblem problem) {
            notBefore.put(pod.getMetadata().getUid(), now.plus(RETRY));
            book.publish(pod);
            api.event(pod, EventType.WARNING, problem.event(), problem.words());
        }
    }

    private void end(Pod pod, PodRecord podRecord, PodWorker worker) {
        boolean evicted = evictions.containsKey(pod.getMetadata().getUid());
        if (podRecord.isWaiting() && !worker.isAlive()) {
            podRecord.fail("", "");
        } else {
            worker.stop(evicted ? Duration.ZERO : PodWorker.grace(pod), clock.instant());
        }
    }

    /** The kubelet's last word on a deleted pod: there is nothing left of it. */
    private void dismiss(Pod pod) {
        if (dismissed.add(pod.getMetadata().getUid())) {
            api.deleteNow(pod);
        }
    }

    /** Ends the pod for want of a resource. */
    void evict(Pod pod, String message) {
        book.of(pod).condition("DisruptionTarget", true, "TerminationByKubelet", message);
        evictions.put(pod.getMetadata().getUid(), message);
        api.event(pod, EventType.WARNING, "Evicted", message);
    }

    /** The processes of a node die and nobody tells. */
    void cutPower(String node) {
        workers.forEach((uid, worker) -> {
            if (worker.node().equals(node)) {
                cutOff.add(uid);
                worker.runs().values().forEach(ContainerRun::close);
            }
        });
    }

    /** A node that lost its power comes up again, and knows nothing of what ran before. */
    void reboot(String node) {
        for (Pod pod : view.pods()) {
            boolean here = node.equals(pod.getSpec().getNodeName());
            if (here && cutOff.remove(pod.getMetadata().getUid()) && !OVER.contains(phase(pod))) {
                lose(pod, book.of(pod));
            }
        }
    }

    Optional<PodWorker> worker(String podUid) {
        return Optional.ofNullable(workers.get(podUid));
    }

    @Override
    public void close() {
        workers.values().forEach(PodWorker::close);
        workers.clear();
    }
}
