package backup.holdfast.nfsscaler.decide;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The newest probes of a server that found the same, as far as this process made them itself.
 *
 * @param finding what they found; {@link Finding#UNCLEAR} before the first
 * @param count how many in a row; 0 before the first
 * @param since when the first of them began
 * @param newest when the newest of them ended
 * @param fromStart whether the row holds the very first probe of this process, or the first after a hole
 */
public record ProbeHistory(Finding finding, int count, Instant since, Instant newest, boolean fromStart) {

    /** Nothing was asked yet. */
    public static final ProbeHistory NONE = new ProbeHistory(Finding.UNCLEAR, 0, Instant.EPOCH, Instant.EPOCH, true);

    public ProbeHistory {
        requireNonNull(finding, "finding is null");
        requireNonNull(since, "since is null");
        requireNonNull(newest, "newest is null");
    }

    /** This and one more probe. */
    public ProbeHistory plus(Finding next, Instant startedAt, Instant endedAt, ProbePolicy policy) {
        boolean first = count == 0 || isHole(Duration.between(newest, startedAt), policy);
        if (first || next != finding) {
            return new ProbeHistory(next, 1, startedAt, endedAt, first);
        }
        return new ProbeHistory(finding, count + 1, since, endedAt, fromStart);
    }

    private static boolean isHole(Duration gap, ProbePolicy policy) {
        return gap.isNegative() || gap.compareTo(policy.hole()) > 0;
    }

    /** Whether so many in a row found this. What was asked first never counts by itself, however low the threshold is. */
    boolean shows(Finding wanted, int threshold) {
        return finding == wanted && count >= (fromStart ? Math.max(threshold, 2) : threshold);
    }
}
