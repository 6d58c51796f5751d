package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a run may take.
 *
 * @param deadline for the whole run; none by default, because a first upload may take days
 * @param noProgress how long restic may show no progress at all before it is stopped
 */
public record Limits(@Nullable Duration deadline, Duration noProgress) {
    /** The rule of the watchdog: 60 minutes without progress. */
    public static final Limits DEFAULT = new Limits(null, Duration.ofMinutes(60));

    public Limits {
        requireNonNull(noProgress, "noProgress is null");
    }
}
