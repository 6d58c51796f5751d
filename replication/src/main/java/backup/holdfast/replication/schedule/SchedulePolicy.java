package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of scheduling that are not the trigger.
 *
 * @param jitter a scheduled run starts in {@code [slot, slot + jitter)}, and always before the next slot; zero for none
 * @param startingDeadline a slot missed by more than this is not caught up; absent: the newest missed slot always is
 * @param spacing the least time between continuous syncs
 */
public record SchedulePolicy(Duration jitter, Optional<Duration> startingDeadline, Duration spacing, Backoff backoff) {

    public static final SchedulePolicy DEFAULT =
            new SchedulePolicy(Duration.ZERO, Optional.empty(), Duration.ofSeconds(60), Backoff.DEFAULT);

    public SchedulePolicy {
        requireNonNull(jitter, "jitter is null");
        requireNonNull(startingDeadline, "startingDeadline is null");
        requireNonNull(spacing, "spacing is null");
        requireNonNull(backoff, "backoff is null");
        if (jitter.isNegative()
                || spacing.isNegative()
                || startingDeadline.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("jitter, starting deadline and spacing cannot be negative");
        }
    }
}
