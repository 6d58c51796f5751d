package backup.holdfast.nfsscaler.probe.rpc;

/** The two kinds of reply body, after the message type. */
final class ReplyBody {

    private static final int LONGEST_VERIFIER = 400;

    private ReplyBody() {}

    static RpcReply accepted(XdrReader reader) throws XdrException {
        reader.integer();
        reader.opaque(LONGEST_VERIFIER);
        int status = reader.integer();
        return switch (status) {
            case 0 -> new RpcReply.Success(reader);
            case 1 -> new RpcReply.Declined("PROG_UNAVAIL");
            case 2 -> new RpcReply.OtherVersions(reader.unsigned(), reader.unsigned());
            case 3 -> new RpcReply.Declined("PROC_UNAVAIL");
            case 4 -> new RpcReply.Declined("GARBAGE_ARGS");
            case 5 -> new RpcReply.Declined("SYSTEM_ERR");
            default -> throw new XdrException("no status of an accepted call: " + Integer.toUnsignedString(status));
        };
    }

    static RpcReply denied(XdrReader reader) throws XdrException {
        if (reader.bool()) {
            return new RpcReply.Declined("AUTH_ERROR " + reader.unsigned());
        }
        return new RpcReply.Declined("RPC_MISMATCH " + reader.unsigned() + " to " + reader.unsigned());
    }
}
