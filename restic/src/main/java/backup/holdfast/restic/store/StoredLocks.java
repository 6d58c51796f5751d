package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;

/**
 * The locks of a repository, the oldest first.
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
                locks.stream().sorted(Comparator.comparing(StoredLock::written)).toList(), time);
    }
}
