package backup.holdfast.nfsscaler.probe;

/** The numbers RPC knows services by. */
final class Services {

    static final int PORT_MAPPER = 100_000;
    static final int NFS = 100_003;
    static final int MOUNT = 100_005;

    private Services() {}
}
