package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One lock in a repository and its owner. {@code hostname} is what the owner's machine called itself; a refresh writes a new
 * lock with a new id, so {@code time} is at most some minutes old while its owner lives.
 */
public record RepositoryLock(
        LockId id, Instant time, boolean exclusive, String hostname, String username, long pid, long uid, long gid) {

    public RepositoryLock {
        requireNonNull(id, "id is null");
        requireNonNull(time, "time is null");
        requireNonNull(hostname, "hostname is null");
        requireNonNull(username, "username is null");
    }
}
