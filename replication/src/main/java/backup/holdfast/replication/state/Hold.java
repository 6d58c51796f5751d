package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

/**
 * Why no backup, forget or prune may start although one may be due: a restore into the volume or from the repository is under way.
 * Without it the schedule would back up a half-restored volume, and retention could remove the good snapshot.
 *
 * @param by the object that holds, such as {@code PersistentVolumeClaim default/photos}
 */
public record Hold(String by, String reason) {
    public Hold {
        requireNonNull(by, "by is null");
        requireNonNull(reason, "reason is null");
    }
}
