package backup.holdfast.testsupport.kubelet.storage;

import java.time.Duration;
import java.util.Optional;

/** How storage behaves from now on. Safe for use by many threads. */
public final class StorageFaults {

    private volatile Optional<String> provisioning = Optional.empty();
    private volatile Optional<String> expansion = Optional.empty();
    private volatile SnapshotPlay snapshots = new SnapshotPlay.Ready(Duration.ZERO);
    private volatile Optional<String> restoreSize = Optional.empty();

    /** What becomes of new snapshots. */
    sealed interface SnapshotPlay {
        record Ready(Duration after) implements SnapshotPlay {}

        record Never() implements SnapshotPlay {}

        record Failing(String message) implements SnapshotPlay {}
    }

    /** No new volume is made; claims stay Pending with this message in an Event. */
    public void failProvisioning(String message) {
        provisioning = Optional.of(message);
    }

    /** No volume is made larger. */
    public void failExpansion(String message) {
        expansion = Optional.of(message);
    }

    /** Snapshots can be used this long after they were taken. */
    public void snapshotsReadyAfter(Duration delay) {
        snapshots = new SnapshotPlay.Ready(delay);
    }

    /** Snapshots are taken and never become ready to use. */
    public void snapshotsNeverReady() {
        snapshots = new SnapshotPlay.Never();
    }

    /** Snapshots are not taken, with this message in their status. */
    public void failSnapshots(String message) {
        snapshots = new SnapshotPlay.Failing(message);
    }

    /** Snapshots ask for volumes of this size, whatever the source's capacity. */
    public void restoreSize(String quantity) {
        restoreSize = Optional.of(quantity);
    }

    /** Everything works again. */
    public void heal() {
        provisioning = Optional.empty();
        expansion = Optional.empty();
        snapshots = new SnapshotPlay.Ready(Duration.ZERO);
        restoreSize = Optional.empty();
    }

    Optional<String> provisioning() {
        return provisioning;
    }

    Optional<String> expansion() {
        return expansion;
    }

    SnapshotPlay snapshots() {
        return snapshots;
    }

    Optional<String> restoreSize() {
        return restoreSize;
    }
}
