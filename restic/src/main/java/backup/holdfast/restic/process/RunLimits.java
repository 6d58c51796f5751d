package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a process may take: a deadline from its start, a longest time without progress, or both; never neither, because
 * restic retries an unreachable store for many minutes. {@code grace} is what it gets between being asked to stop and being
 * killed.
 */
public record RunLimits(Optional<Duration> deadline, Optional<Duration> noProgress, Duration grace) {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    public RunLimits {
        requireNonNull(deadline, "deadline is null");
        requireNonNull(noProgress, "noProgress is null");
        requireNonNull(grace, "grace is null");
        if (deadline.isEmpty() && noProgress.isEmpty()) {
            throw new IllegalArgumentException("a run needs a deadline, a no-progress limit or both");
        }
        deadline.ifPresent(limit -> requirePositive(limit, "deadline"));
        noProgress.ifPresent(limit -> requirePositive(limit, "noProgress"));
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace is negative: " + grace);
        }
    }

    /** Stops the run when {@code deadline} has passed since its start. */
    public static RunLimits deadline(Duration deadline) {
        return new RunLimits(Optional.of(deadline), Optional.empty(), DEFAULT_GRACE);
    }

    /** Lets the run take any time, but stops it after {@code noProgress} without a sign of progress. */
    public static RunLimits whileProgressing(Duration noProgress) {
        return new RunLimits(Optional.empty(), Optional.of(noProgress), DEFAULT_GRACE);
    }

    public RunLimits andDeadline(Duration limit) {
        return new RunLimits(Optional.of(limit), noProgress, grace);
    }

    public RunLimits andNoProgress(Duration limit) {
        return new RunLimits(deadline, Optional.of(limit), grace);
    }

    public RunLimits withGrace(Duration limit) {
        return new RunLimits(deadline, noProgress, limit);
    }

    private static void requirePositive(Duration limit, String name) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(name + " is not positive: " + limit);
        }
    }
}
