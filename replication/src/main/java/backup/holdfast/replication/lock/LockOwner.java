package backup.holdfast.replication.lock;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Who holds a lock, as its body says.
 *
 * @param host a run id if one of our movers holds it
 * @param pid on that host
 * @param refreshed when its owner wrote it last, by that host's clock
 */
public record LockOwner(String host, String user, long pid, Instant refreshed) {
    public LockOwner {
        requireNonNull(host, "host is null");
        requireNonNull(user, "user is null");
        requireNonNull(refreshed, "refreshed is null");
    }
}
