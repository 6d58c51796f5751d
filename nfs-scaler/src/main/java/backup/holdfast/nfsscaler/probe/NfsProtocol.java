package backup.holdfast.nfsscaler.probe;

/** Which NFS a server is asked in. */
public enum NfsProtocol {
    /** Version 4; version 3 if the server says that it knows no 4. */
    AUTO,
    V3,
    V4
}
