package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the objects of the nodes, and says of lost ones and their pods that nothing is heard of them. */
final class NodeControl implements AutoCloseable {

    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private final ClusterView view;
    private final KubeApi api;
    private final PodBook book;
    private final Map<String, NodeState> nodes;
    private final int port;

    /** @param port where the nodes' kubelet answers */
    NodeControl(ClusterView view, KubeApi api, PodBook book, Map<String, NodeState> nodes, int port) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.book = requireNonNull(book, "book is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.port = port;
    }

    /** One pass over all nodes. */
    void reconcile() {
        for (NodeState node : nodes.values()) {
            Node wanted = object(node);
            api.attempt(wanted, () -> reconcile(node, wanted));
        }
    }

    private void reconcile(NodeState node, Node wanted) {
        Optional<Node> found = ClusterView.named(view.nodes(), node.name());
        switch (node.contact()) {
            case REMOVED -> found.ifPresent(api::delete);
            case KEPT, LOST -> {
                if (found.isEmpty()) {
                    api.create(wanted);
                } else {
                    update(node, found.get());
                }
            }
        }
        if (!node.isReady()) {
            view.pods().stream()
                    .filter(pod -> node.name().equals(pod.getSpec().getNodeName()) && !JobPods.isOver(pod))
                    .forEach(pod -> api.attempt(pod, () -> markUnready(pod)));
        }
    }

    private void update(NodeState node, Node found) {
        List<Taint> taints = new ArrayList<>(node.taints());
        if (!node.isReady()) {
            taints.add(taint("NoSchedule"));
            taints.add(taint("NoExecute"));
        }
        List<Taint> present = Optional.ofNullable(found.getSpec().getTaints()).orElse(List.of());
        if (!plain(present).equals(plain(taints))) {
            api.patch(found, Map.of("spec", Map.of("taints", taints)));
        }
        String ready = node.isReady() ? "True" : "Unknown";
        boolean told = found.getStatus() != null
                && found.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals(ready));
        if (!told) {
            NodeCondition condition = new NodeConditionBuilder()
                    .withType("Ready")
                    .withStatus(ready)
                    .withReason(node.isReady() ? "KubeletReady" : "NodeStatusUnknown")
                    .withMessage(
                            node.isReady() ? "kubelet is posting ready status" : "Kubelet stopped posting node status.")
                    .withLastHeartbeatTime(api.now())
                    .withLastTransitionTime(api.now())
                    .build();
            Map<String, String> size = Map.of("cpu", "4", "memory", "8Gi", "pods", "110");
            api.patchStatus(
                    found,
                    Map.of(
                            "conditions",
                            List.of(condition),
                            "capacity",
                            size,
                            "allocatable",
                            size,
                            "addresses",
                            List.of(Map.of("type", "InternalIP", "address", "127.0.0.1")),
                            "daemonEndpoints",
                            Map.of("kubeletEndpoint", Map.of("Port", port))));
        }
    }

    /** As the node controller does when nothing is heard: the phase stays. */
    private void markUnready(Pod pod) {
        book.of(pod).silence();
        book.publish(pod);
    }

    private static List<String> plain(List<Taint> taints) {
        return taints.stream()
                .map(taint -> taint.getKey() + "=" + taint.getValue() + ":" + taint.getEffect())
                .sorted()
                .toList();
    }

    private static Taint taint(String effect) {
        return new TaintBuilder().withKey(UNREACHABLE).withEffect(effect).build();
    }

    private static Node object(NodeState node) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.name())
                .withLabels(node.labels())
                .endMetadata()
                .withNewSpec()
                .withTaints(node.taints())
                .endSpec()
                .build();
    }

    @Override
    public void close() {
        for (NodeState node : nodes.values()) {
            Node object = object(node);
            api.attempt(object, () -> api.delete(object));
        }
    }
}
