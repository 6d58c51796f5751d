package backup.holdfast.nfsscaler.probe.rpc;

/** Who calls. */
public enum RpcCredential {
    /** Nobody in particular: AUTH_NONE. */
    NONE,
    /** Root, as AUTH_SYS has it: the server maps it to nobody unless the export says otherwise. */
    SYSTEM;

    private static final int AUTH_NONE = 0;
    private static final int AUTH_SYS = 1;
    private static final String MACHINE = "holdfast";

    void writeTo(XdrWriter call) {
        switch (this) {
            case NONE -> call.integer(AUTH_NONE).opaque(new byte[0]);
            case SYSTEM ->
                call.integer(AUTH_SYS)
                        .opaque(new XdrWriter()
                                .integer(0)
                                .string(MACHINE)
                                .integer(0)
                                .integer(0)
                                .integer(0)
                                .toByteArray());
        }
        call.integer(AUTH_NONE).opaque(new byte[0]);
    }
}
