package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

/**
 * Whose snapshots these are in a repository: restic's host and path. VolSync's are {@code volsync} and {@code /data}, and so are
 * ours unless told otherwise.
 */
public record Identity(String host, String path) {
    /** The host under which VolSync writes, and we by default. */
    public static final String VOLSYNC_HOST = "volsync";

    /** The path under which a mover pod sees the volume. */
    public static final String VOLUME_PATH = "/data";

    public static final Identity VOLSYNC = new Identity(VOLSYNC_HOST, VOLUME_PATH);

    public Identity {
        requireNonNull(host, "host is null");
        requireNonNull(path, "path is null");
    }
}
