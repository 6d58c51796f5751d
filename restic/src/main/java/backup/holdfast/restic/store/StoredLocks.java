package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The locks of a repository, the oldest first and those of an unknown age last.
 *
 * @param time when the store said so
 */
public record StoredLocks(List<StoredLock> locks, StoreTime time) {
    public StoredLocks {
        locks = List.copyOf(locks);
        requireNonNull(time, "time is null");
    }

    static StoredLocks of(List<StoredLock> locks, StoreTime time) {
        return new StoredLocks(
                locks.stream()
                        .sorted(Comparator.comparing(lock -> lock.written().orElse(Instant.MAX)))
                        .toList(),
                time);
    }
}
