package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The failures in a row since the last success, and the run that failed last.
 *
 * @param slot the slot of that run
 * @param count how many in a row, at least 1
 * @param endedAt when that run ended
 */
public record FailedAttempts(Slot slot, RunCause cause, int count, Instant endedAt) {

    public FailedAttempts {
        requireNonNull(slot, "slot is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(endedAt, "endedAt is null");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
    }
}
