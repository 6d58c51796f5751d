package backup.holdfast.controller.mover.job;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a mover's pod may run: what the spec wants, and what its volume leaves. */
record MoverScheduling(JobRequest request, MoverDefaults defaults) {

    @Nullable
    Affinity affinity() {
        Affinity wanted = request.options().moverAffinity();
        Optional<String> node = request.placement().node();
        if (node.isEmpty()) {
            return wanted;
        }
        AffinityBuilder affinity = wanted == null ? new AffinityBuilder() : new AffinityBuilder(wanted);
        return affinity.withNodeAffinity(onNode(wanted == null ? null : wanted.getNodeAffinity(), node.get()))
                .build();
    }

    /** The spec's own list, even an empty one, wins over what would be copied from the pod beside which the mover runs. */
    List<Toleration> tolerations() {
        List<Toleration> own = request.options().moverTolerations();
        return own != null
                ? own
                : Stream.concat(request.placement().tolerations().stream(), defaults.tolerations().stream())
                        .distinct()
                        .toList();
    }

    Map<String, String> nodeSelector() {
        Map<String, String> selector = new TreeMap<>(defaults.nodeSelector());
        selector.putAll(request.options().moverNodeSelector());
        return selector;
    }

    @Nullable
    String priorityClass() {
        String own = request.options().moverPriorityClassName();
        return own == null ? defaults.priorityClassName() : own;
    }

    /** By its name, not by a label: labels of nodes can be changed. One of the terms suffices, so the node goes into each. */
    private static NodeAffinity onNode(@Nullable NodeAffinity wanted, String node) {
        List<NodeSelectorTerm> terms = Optional.ofNullable(wanted)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(NodeSelector::getNodeSelectorTerms)
                .filter(list -> !list.isEmpty())
                .orElseGet(() -> List.of(new NodeSelectorTerm()));
        NodeAffinityBuilder affinity = wanted == null ? new NodeAffinityBuilder() : new NodeAffinityBuilder(wanted);
        return affinity.withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(
                        terms.stream().map(term -> onNode(term, node)).toList())
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .build();
    }

    private static NodeSelectorTerm onNode(NodeSelectorTerm term, String node) {
        return new NodeSelectorTermBuilder(term)
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues(node)
                .endMatchField()
                .build();
    }
}
