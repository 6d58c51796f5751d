package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node the test kubelet plays. */
final class NodeState {

    private final String name;
    private final Map<String, String> labels;
    private final List<Taint> taints;
    private Contact contact = Contact.KEPT;

    NodeState(String name, Map<String, String> labels, List<Taint> taints) {
        this.name = requireNonNull(name, "name is null");
        this.labels = new TreeMap<>(labels);
        this.labels.putIfAbsent("kubernetes.io/hostname", name);
        this.labels.putIfAbsent("kubernetes.io/os", "linux");
        this.taints = List.copyOf(taints);
    }

    /** Whether the node's kubelet reaches the API server. */
    enum Contact {
        KEPT,
        LOST,
        /** The node's object has been deleted. */
        REMOVED
    }

    String name() {
        return name;
    }

    Map<String, String> labels() {
        return labels;
    }

    List<Taint> taints() {
        return taints;
    }

    Contact contact() {
        return contact;
    }

    void contact(Contact now) {
        contact = requireNonNull(now, "now is null");
    }

    boolean isReady() {
        return contact == Contact.KEPT;
    }
}
