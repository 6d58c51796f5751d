package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import java.time.Duration;
import java.time.Instant;

/**
 * A lock as it is stored. restic writes a lock that is in use anew every five minutes, under another id.
 *
 * @param age by the clock of {@link StoredLocks#time()}; negative if that clock was put back meanwhile
 */
public record StoredLock(LockId id, long bytes, Instant written, Duration age) {
    public StoredLock {
        requireNonNull(id, "id is null");
        requireNonNull(written, "written is null");
        requireNonNull(age, "age is null");
    }

    static StoredLock at(StoreTime time, LockId id, long bytes, Instant written) {
        return new StoredLock(id, bytes, written, Duration.between(written, time.time()));
    }
}
