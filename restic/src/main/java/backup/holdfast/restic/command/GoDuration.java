package backup.holdfast.restic.command;

import java.time.Duration;

/** Durations as Go's flag parser reads them: seconds, with a unit. */
final class GoDuration {

    private GoDuration() {}

    static String of(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration is negative: " + duration);
        }
        return duration.toSeconds() + "s";
    }
}
