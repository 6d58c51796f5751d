package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.Limits;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.RunLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What all steps of one run share: its clock, its deadline, whether it has been asked to stop, and who hears of it.
 *
 * @param startedAt from which the plan's deadline counts
 */
record RunContext(Clock clock, Instant startedAt, Limits limits, Cancellation cancellation, MoverReporter reporter) {
    /** For steps that read or write little: nothing of that kind takes longer on a store that works. */
    private static final Duration SHORT = Duration.ofMinutes(10);

    /** restic gets this long to remove its lock after it was told to stop. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    Instant now() {
        return clock.instant();
    }

    /** For a step that may take any time as long as it makes progress. */
    RunControl longStep(String name) {
        return control(name, RunLimits.whileProgressing(limits.noProgress()));
    }

    RunControl shortStep(String name) {
        return control(name, RunLimits.deadline(SHORT));
    }

    private RunControl control(String name, RunLimits stepLimits) {
        RunLimits graceful = stepLimits.withGrace(GRACE);
        Duration deadline = limits.deadline();
        if (deadline == null) {
            return new RunControl(graceful, cancellation, reporter.listener(name));
        }
        Duration left = Duration.between(now(), startedAt.plus(deadline));
        Duration atLeast = left.compareTo(Duration.ofMillis(1)) > 0 ? left : Duration.ofMillis(1);
        Duration sooner =
                graceful.deadline().filter(d -> d.compareTo(atLeast) < 0).orElse(atLeast);
        return new RunControl(graceful.andDeadline(sooner), cancellation, reporter.listener(name));
    }
}
