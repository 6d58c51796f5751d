package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A server to be probed again and again.
 *
 * @param interval from the start of one probe to the start of the next; a probe that takes longer costs those it overlaps
 */
public record WatchedServer(NfsServer server, Duration interval, ProbeLimits limits) {

    public WatchedServer {
        requireNonNull(server, "server is null");
        requireNonNull(interval, "interval is null");
        requireNonNull(limits, "limits is null");
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval is not positive: " + interval);
        }
    }
}
