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
    private static final Duration AWAY = Duration.ofMinutes(5);

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

    /**
     * Whether it came to be within the time; without any time there is one look. An API server that does not answer for a while has not
     * said no: it is restarted, or a laptop changes networks.
     */
    public boolean until(BooleanSupplier isSo, Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        Instant answered = clock.instant();
        while (true) {
            try {
                if (isSo.getAsBoolean()) {
                    return true;
                }
                answered = clock.instant();
            } catch (StopException e) {
                if (e.exitCode() != ExitCode.UNREACHABLE || !clock.instant().isBefore(answered.plus(AWAY))) {
                    throw e;
                }
            }
            if (!clock.instant().isBefore(end)) {
                return false;
            }
            pause();
        }
    }

    private void pause() {
        try {
            pause.of(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StopException(ExitCode.UNFINISHED, "interrupted", "`restore runs -A` shows what is open.", e);
        }
    }
}
