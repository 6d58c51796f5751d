package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import backup.holdfast.testsupport.kubelet.storage.PodClaims;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives pods their nodes. */
final class Scheduler {

    private final ClusterView view;
    private final KubeApi api;
    private final PodBook book;
    private final PodClaims claims;
    private final Map<String, NodeState> nodes;
    private final PodFaults faults;

    Scheduler(
            ClusterView view,
            KubeApi api,
            PodBook book,
            PodClaims claims,
            Map<String, NodeState> nodes,
            PodFaults faults) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.book = requireNonNull(book, "book is null");
        this.claims = requireNonNull(claims, "claims is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.faults = requireNonNull(faults, "faults is null");
    }

    /** One pass over all pods. */
    void reconcile() {
        for (Pod pod : view.pods()) {
            boolean waits =
                    pod.getSpec().getNodeName() == null && pod.getMetadata().getDeletionTimestamp() == null;
            if (waits && !isGated(pod)) {
                api.attempt(pod, () -> schedule(pod));
            }
        }
    }

    private static boolean isGated(Pod pod) {
        return pod.getSpec().getSchedulingGates() != null
                && !pod.getSpec().getSchedulingGates().isEmpty();
    }

    private void schedule(Pod pod) {
        Optional<String> obstacle = faults.unschedulable().or(() -> claims.obstacle(pod));
        if (obstacle.isPresent()) {
            refuse(pod, "0/" + nodes.size() + " nodes are available: " + obstacle.get() + ".");
            return;
        }
        List<String> obstacles = new ArrayList<>();
        for (NodeState node : candidates()) {
            Optional<String> unfit = NodeFit.obstacle(pod, node);
            if (unfit.isEmpty()) {
                bind(pod, node);
                return;
            }
            obstacles.add(unfit.get());
        }
        refuse(pod, NodeFit.summary(obstacles));
    }

    private Collection<NodeState> candidates() {
        return nodes.values().stream().filter(NodeState::isReady).toList();
    }

    private void bind(Pod pod, NodeState node) {
        if (!claims.settle(pod, node.name())) {
            // The claims wait for their first consumer, and now know where it will be.
            return;
        }
        book.of(pod).condition("PodScheduled", true, "", "");
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        api.client()
                .raw(
                        "/api/v1/namespaces/" + namespace + "/pods/" + name + "/binding",
                        "POST",
                        new BindingBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewTarget()
                                .withApiVersion("v1")
                                .withKind("Node")
                                .withName(node.name())
                                .endTarget()
                                .build());
        api.event(
                pod,
                EventType.NORMAL,
                "Scheduled",
                "Successfully assigned " + namespace + "/" + name + " to " + node.name());
    }

    private void refuse(Pod pod, String message) {
        book.of(pod).condition("PodScheduled", false, "Unschedulable", message);
        book.publish(pod);
        api.event(pod, EventType.WARNING, "FailedScheduling", message);
    }
}
