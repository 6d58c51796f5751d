package backup.holdfast.nfsscaler.probe;

/** A version of NFS that a server answered in. */
public enum NfsVersion {
    V3(3),
    V4(4);

    private final int number;

    NfsVersion(int number) {
        this.number = number;
    }

    /** As RPC counts it. */
    int number() {
        return number;
    }
}
