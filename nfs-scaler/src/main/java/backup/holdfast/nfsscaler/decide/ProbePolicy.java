package backup.holdfast.nfsscaler.decide;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How probes are made and how many of them count.
 *
 * @param interval from the start of one probe to the start of the next
 * @param timeout for one probe
 * @param failures in a row until a server is down
 * @param successes in a row until it is up again
 */
public record ProbePolicy(Duration interval, Duration timeout, int failures, int successes) {

    /** Where the object says nothing. */
    public static final ProbePolicy DEFAULT = new ProbePolicy(Duration.ofSeconds(10), Duration.ofMillis(1500), 3, 2);

    /** A longer hole than that many intervals and the row of probes begins anew: somebody stopped the clock or us. */
    private static final int INTERVALS_OF_A_HOLE = 3;

    public ProbePolicy {
        requireNonNull(interval, "interval is null");
        requireNonNull(timeout, "timeout is null");
        if (failures < 1 || successes < 1) {
            throw new IllegalArgumentException("a threshold is at least 1: " + failures + ", " + successes);
        }
    }

    Duration hole() {
        return interval.multipliedBy(INTERVALS_OF_A_HOLE).plus(timeout);
    }
}
