package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

/** There was no reply. */
public final class RpcFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    RpcFailure(Kind kind, String detail) {
        super(requireNonNull(detail, "detail is null"));
        this.kind = requireNonNull(kind, "kind is null");
    }

    /** How far it got. */
    public enum Kind {
        /** The machine answered that nothing listens there. */
        REFUSED,
        CONNECT_TIMED_OUT,
        /** A router, or the neighbourhood, says that the machine is not to be found. */
        NO_ROUTE,
        /** This machine would not even try. */
        NOT_TRIED,
        REPLY_TIMED_OUT,
        CLOSED,
        /** What came back is no reply to the call. */
        NOT_RPC,
        INTERRUPTED
    }

    public Kind kind() {
        return kind;
    }

    /** What was seen, in a few words. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
