package backup.holdfast.testsupport.kubelet.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** How storage behaves from now on. Safe for use by many threads. */
public final class StorageFaults {

    private final AtomicReference<Optional<String>> provisioning = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> expansion = new AtomicReference<>(Optional.empty());
    private final AtomicReference<SnapshotPlay> snapshots = new AtomicReference<>(new SnapshotPlay.Ready(Duration.ZERO));
    private final AtomicReference<Optional<String>> restoreSize = new AtomicReference<>(Optional.empty());

    /** What becomes of new snapshots. */
    sealed interface SnapshotPlay {
        record Ready(Duration after) implements SnapshotPlay {}

        record Never() implements SnapshotPlay {}

        record Failing(String message) implements SnapshotPlay {}
    }

    /** No new volume is made; claims stay Pending with this message in an Event. */
    public void failProvisioning(String message) {
        provisioning.set(Optional.of(message));
    }

    /** No volume is made larger. */
    public void failExpansion(String message) {
        expansion.set(Optional.of(message));
    }

    /** Snapshots can be used this long after they were taken. */
    public void snapshotsReadyAfter(Duration delay) {
        snapshots.set(new SnapshotPlay.Ready(delay));
    }

    /** Snapshots are taken and never become ready to use. */
    public void snapshotsNeverReady() {
        snapshots.set(new SnapshotPlay.Never());
    }

    /** Snapshots are not taken, with this message in their status. */
    public void failSnapshots(String message) {
        snapshots.set(new SnapshotPlay.Failing(message));
    }

    /** Snapshots ask for volumes of this size, whatever the source's capacity. */
    public void restoreSize(String quantity) {
        restoreSize.set(Optional.of(quantity));
    }

    /** Everything works again. */
    public void heal() {
        provisioning.set(Optional.empty());
        expansion.set(Optional.empty());
        snapshots.set(new SnapshotPlay.Ready(Duration.ZERO));
        restoreSize.set(Optional.empty());
    }

    Optional<String> provisioning() {
        return provisioning.get();
    }

    Optional<String> expansion() {
        return expansion.get();
    }

    SnapshotPlay snapshots() {
        return snapshots.get();
    }

    Optional<String> restoreSize() {
        return restoreSize.get();
    }
}
