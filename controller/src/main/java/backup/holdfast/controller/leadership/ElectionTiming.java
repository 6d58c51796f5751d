package backup.holdfast.controller.leadership;

import java.time.Duration;

/**
 * How long leadership lasts without a sign of life.
 *
 * @param lease for so long nobody else takes a lease that was seen to be renewed; whole seconds
 * @param stand for so long the leader believes in a renewal; shorter than the lease by what a write under way may take
 * @param renew how often the leader renews
 * @param look how often the others look
 */
public record ElectionTiming(Duration lease, Duration stand, Duration renew, Duration look) {
    /** The successor of a leader that was killed begins within 14 seconds: the lease, and a look before and after. */
    public static final ElectionTiming USUAL = new ElectionTiming(
            Duration.ofSeconds(12), Duration.ofSeconds(8), Duration.ofSeconds(3), Duration.ofSeconds(1));

    public ElectionTiming {
        if (stand.compareTo(lease) >= 0) {
            throw new IllegalArgumentException(
                    "a leader has to stop (" + stand + ") before its lease ends (" + lease + ")");
        }
        if (renew.compareTo(stand) >= 0) {
            throw new IllegalArgumentException("a leader has to renew (" + renew + ") before it stops (" + stand + ")");
        }
    }
}
