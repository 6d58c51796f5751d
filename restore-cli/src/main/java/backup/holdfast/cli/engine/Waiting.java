package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
public final class Waiting {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Pause pause;

    public Waiting(Clock clock, Pause pause) {
        this.clock = requireNonNull(clock, "clock is null");
        this.pause = requireNonNull(pause, "pause is null");
    }

    /** Waits between two looks. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether it came to be within the time; without any time there is one look. */
    boolean until(BooleanSupplier isSo, Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        while (!isSo.getAsBoolean()) {
            if (!clock.instant().isBefore(end)) {
                return false;
            }
            try {
                pause.of(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StopException(ExitCode.UNFINISHED, "interrupted", "`restore runs` shows what is open.", e);
            }
        }
        return true;
    }
}
