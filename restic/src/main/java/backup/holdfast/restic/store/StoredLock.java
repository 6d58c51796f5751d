package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A lock as it is stored. restic writes a lock that is in use anew every five minutes, under another id.
 *
 * @param written by the storage's clock; absent where that tells nothing of it
 * @param age by the clock of {@link StoredLocks#time()}; negative if that clock was put back meanwhile
 */
public record StoredLock(LockId id, long bytes, Optional<Instant> written, Optional<Duration> age) {
    public StoredLock {
        requireNonNull(id, "id is null");
        requireNonNull(written, "written is null");
        requireNonNull(age, "age is null");
    }

    static StoredLock at(StoreTime time, LockId id, long bytes, Instant written) {
        return new StoredLock(id, bytes, Optional.of(written), Optional.of(Duration.between(written, time.time())));
    }

    static StoredLock undated(LockId id, long bytes) {
        return new StoredLock(id, bytes, Optional.empty(), Optional.empty());
    }
}
