package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a pod may run on a node: selectors, required node affinity, taints. Pure. */
final class NodeFit {

    private NodeFit() {}

    /** Why it may not, in a scheduler's words; empty if it may. */
    static Optional<String> obstacle(Pod pod, NodeState node) {
        boolean selected = Optional.ofNullable(pod.getSpec().getNodeSelector()).orElse(Map.of()).entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(node.labels().get(wanted.getKey())));
        if (!selected || !affinity(pod).map(required -> matches(required, node)).orElse(true)) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        return node.taints().stream()
                .filter(taint -> !taint.getEffect().equals("PreferNoSchedule"))
                .filter(taint -> pod.getSpec().getTolerations().stream().noneMatch(one -> tolerates(one, taint)))
                .map(taint -> "node(s) had untolerated taint(s) {" + taint.getKey() + "}")
                .findFirst();
    }

    private static Optional<NodeSelector> affinity(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getAffinity())
                .map(affinity -> affinity.getNodeAffinity())
                .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution());
    }

    private static boolean matches(NodeSelector required, NodeState node) {
        return required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node));
    }

    private static boolean matches(NodeSelectorTerm term, NodeState node) {
        boolean names =
                term.getMatchFields().stream().allMatch(field -> matches(field, Map.of("metadata.name", node.name())));
        return names && term.getMatchExpressions().stream().allMatch(one -> matches(one, node.labels()));
    }

    private static boolean matches(NodeSelectorRequirement wanted, Map<String, String> labels) {
        String value = labels.get(wanted.getKey());
        return switch (wanted.getOperator()) {
            case "In" -> value != null && wanted.getValues().contains(value);
            case "NotIn" -> value == null || !wanted.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" ->
                value != null
                        && Long.parseLong(value)
                                > Long.parseLong(wanted.getValues().get(0));
            case "Lt" ->
                value != null
                        && Long.parseLong(value)
                                < Long.parseLong(wanted.getValues().get(0));
            default -> false;
        };
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = blank(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect());
        if ("Exists".equals(toleration.getOperator())) {
            return effect && (blank(toleration.getKey()) || toleration.getKey().equals(taint.getKey()));
        }
        return effect
                && taint.getKey().equals(toleration.getKey())
                && value(taint.getValue()).equals(value(toleration.getValue()));
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static String value(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** What a scheduler says when no node will do. */
    static String summary(List<String> obstacles) {
        return "0/" + obstacles.size() + " nodes are available: "
                + String.join(
                        ", ",
                        obstacles.stream()
                                .distinct()
                                .map(one -> count(one, obstacles) + " " + one)
                                .toList())
                + ".";
    }

    private static long count(String obstacle, List<String> obstacles) {
        return obstacles.stream().filter(obstacle::equals).count();
    }
}
