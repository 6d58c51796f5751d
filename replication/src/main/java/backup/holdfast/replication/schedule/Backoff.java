package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a failed sync rests before it is tried again: {@code first}, doubling, never over {@code cap}. Up to a
 * quarter is taken off by a jitter that is the same for the same object and failure, so that what fell together does not
 * rise together.
 */
public record Backoff(Duration first, Duration cap) {

    public static final Backoff DEFAULT = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(30));

    public Backoff {
        requireNonNull(first, "first is null");
        requireNonNull(cap, "cap is null");
        if (first.compareTo(Duration.ofSeconds(1)) < 0 || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("need 1s <= first <= cap: " + first + ", " + cap);
        }
    }

    /** When the sync that failed {@code failed.count()} times in a row is tried again. */
    public Instant retryAt(FailedAttempts failed, String uid) {
        return retryAt(failed.count(), failed.endedAt(), uid);
    }

    /**
     * When something that failed is tried again.
     *
     * @param count failures in a row, from 1
     * @param endedAt when the last of them did
     * @param uid of the object it is about
     */
    public Instant retryAt(int count, Instant endedAt, String uid) {
        Duration delay = first;
        for (int i = 1; i < count && delay.compareTo(cap) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        delay = delay.compareTo(cap) > 0 ? cap : delay;
        long off =
                StableHash.of(uid, "back-off", count, endedAt.getEpochSecond()).below(delay.toMillis() / 4);
        return endedAt.plus(delay).minusMillis(off);
    }
}
