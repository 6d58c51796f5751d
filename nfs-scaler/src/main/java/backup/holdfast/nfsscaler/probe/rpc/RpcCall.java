package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

/**
 * One call.
 *
 * @param xid chosen by the caller, and repeated in the reply
 */
record RpcCall(int xid, RpcProcedure procedure, RpcCredential credential, XdrWriter arguments) {

    static final int MESSAGE_TYPE = 0;
    static final int RPC_VERSION = 2;

    RpcCall {
        requireNonNull(procedure, "procedure is null");
        requireNonNull(credential, "credential is null");
        requireNonNull(arguments, "arguments is null");
    }

    byte[] encode() {
        XdrWriter call = new XdrWriter()
                .integer(xid)
                .integer(MESSAGE_TYPE)
                .integer(RPC_VERSION)
                .integer(procedure.program())
                .integer(procedure.version())
                .integer(procedure.number());
        credential.writeTo(call);
        return call.append(arguments).toByteArray();
    }
}
