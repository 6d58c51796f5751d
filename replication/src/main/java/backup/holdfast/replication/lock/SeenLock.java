package backup.holdfast.replication.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A lock in a repository, as far as it could be learnt.
 *
 * @param id restic's, or its first digits
 * @param owner absent for a lock that can't be read
 * @param stored how it lies in the storage, where that tells
 */
public record SeenLock(String id, Optional<LockOwner> owner, Optional<Stored> stored) {
    public SeenLock {
        requireNonNull(id, "id is null");
        requireNonNull(owner, "owner is null");
        requireNonNull(stored, "stored is null");
    }

    /**
     * A lock where it is stored.
     *
     * @param written when, by the storage's clock
     * @param now by the same clock: no clock of ours takes part
     */
    public record Stored(Instant written, Instant now) {
        public Stored {
            requireNonNull(written, "written is null");
            requireNonNull(now, "now is null");
        }

        Duration age() {
            return Duration.between(written, now);
        }
    }
}
