package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What one probe may cost.
 *
 * @param timeout for the whole of it: looking the name up, connecting, every call and every byte of every answer
 */
public record ProbeLimits(Duration timeout) {

    public ProbeLimits {
        requireNonNull(timeout, "timeout is null");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is not positive: " + timeout);
        }
    }
}
