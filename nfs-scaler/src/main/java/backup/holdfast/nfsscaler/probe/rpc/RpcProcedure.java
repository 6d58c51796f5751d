package backup.holdfast.nfsscaler.probe.rpc;

/** What can be called, in the numbers of RFC 5531. */
public record RpcProcedure(int program, int version, int number) {

    /** The procedure every program has, which does nothing. */
    public static RpcProcedure nullOf(int program, int version) {
        return new RpcProcedure(program, version, 0);
    }
}
