package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.NodeState.Contact;

/** One node: what can happen to it. */
public final class NodeHandle {

    private final KubeletParts parts;
    private final NodeState node;

    NodeHandle(KubeletParts parts, NodeState node) {
        this.parts = requireNonNull(parts, "parts is null");
        this.node = requireNonNull(node, "node is null");
    }

    /**
     * The node is cut off. Its containers go on, but nothing more is heard of them: pods stay as they were, not ready; deleted ones stay
     * {@code Terminating}.
     */
    public void lose() {
        change(() -> node.contact(Contact.LOST));
    }

    /** The node loses its power: its containers die, and nobody tells. */
    public void powerOff() {
        change(() -> {
            node.contact(Contact.LOST);
            parts.agent().cutPower(node.name());
        });
    }

    /**
     * The node is heard of again, and so are its pods. Those whose containers died with its power end as {@code Failed} with
     * {@code ContainerStatusUnknown}.
     */
    public void comeBack() {
        change(() -> {
            node.contact(Contact.KEPT);
            parts.agent().reboot(node.name());
        });
    }

    /** The lost node's pods have been tolerated long enough: they get {@code DisruptionTarget} and are deleted, which nobody there hears. */
    public void evictPods() {
        parts.disruption().evictByTaint(node.name());
    }

    /** The lost node's object is removed: its pods are {@code Failed} at once, whatever still runs, and then removed. */
    public void remove() {
        change(() -> node.contact(Contact.REMOVED));
        parts.disruption().collectPodsOf(node.name());
    }

    private void change(Runnable work) {
        parts.loop().call(() -> {
            work.run();
            return node.name();
        });
    }

    @Override
    public String toString() {
        return node.name();
    }
}
