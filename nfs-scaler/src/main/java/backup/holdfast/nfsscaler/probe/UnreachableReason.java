package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

/** Why a server counts as unreachable. */
public enum UnreachableReason {
    REFUSED("nothing listens at the server's port"),
    CONNECT_TIMED_OUT("the server did not take the connection in time"),
    NO_ROUTE("the network says that the server cannot be reached"),
    REPLY_TIMED_OUT("the server took the connection but gave no RPC reply in time"),
    CLOSED_EARLY("the server closed the connection before it gave an RPC reply"),
    NOT_RPC("what listens at the server's port does not speak RPC");

    private final String sentence;

    UnreachableReason(String sentence) {
        this.sentence = requireNonNull(sentence, "sentence is null");
    }

    /** One plain sentence, without a full stop. */
    public String sentence() {
        return sentence;
    }
}
