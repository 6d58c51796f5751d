package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

/**
 * Why no backup, forget or prune may start although one may be due. Either a restore into the volume or from the repository is under
 * way: without a hold the schedule would back up a half-restored volume, and retention could remove the good snapshot. Or a server
 * that the run needs is down: the run could only hang or fail.
 *
 * @param by the object that holds, such as {@code PersistentVolumeClaim default/photos}
 */
public record Hold(String by, String reason) {
    public Hold {
        requireNonNull(by, "by is null");
        requireNonNull(reason, "reason is null");
    }

    /**
     * By an NFS server.
     *
     * @param server as its NfsScaler names it
     * @param scaler the name of the NfsScaler that says so
     * @param needed what of the run is on that server
     */
    public static Hold byServerDown(String server, String scaler, String needed) {
        return new Hold(
                "NfsScaler " + scaler,
                "NFS server " + server + " is down, and " + needed + " is on it; one run starts when it is up again");
    }
}
