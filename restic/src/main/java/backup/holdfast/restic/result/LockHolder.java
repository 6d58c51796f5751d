package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Who holds the lock a call ran into, as restic's message tells it.
 *
 * @param lockId the first digits of the lock's storage id
 * @param age how old the lock was when the message was written, by the clock of the machine restic ran on
 */
public record LockHolder(
        String lockId,
        boolean exclusive,
        long pid,
        String hostname,
        String username,
        long uid,
        long gid,
        Duration age) {

    public LockHolder {
        requireNonNull(lockId, "lockId is null");
        requireNonNull(hostname, "hostname is null");
        requireNonNull(username, "username is null");
        requireNonNull(age, "age is null");
    }
}
