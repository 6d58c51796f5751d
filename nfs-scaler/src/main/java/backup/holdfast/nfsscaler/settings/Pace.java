package backup.holdfast.nfsscaler.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How fast workloads come back.
 *
 * @param atOnce how many in one go
 * @param every from one go to the next
 */
public record Pace(int atOnce, Duration every) {

    /** Where the object says nothing. */
    public static final Pace DEFAULT = new Pace(10, Duration.ofSeconds(5));

    public Pace {
        requireNonNull(every, "every is null");
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce is not positive: " + atOnce);
        }
    }
}
