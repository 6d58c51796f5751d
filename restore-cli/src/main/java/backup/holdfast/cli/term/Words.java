package backup.holdfast.cli.term;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and sizes as people read them. */
public final class Words {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Words() {}

    /** {@code 90s}, {@code 45m}, {@code 30h}, {@code 12d}: as kubectl shows ages. */
    public static String duration(Duration duration) {
        Duration positive = duration.isNegative() ? Duration.ZERO : duration;
        if (positive.compareTo(Duration.ofMinutes(2)) < 0) {
            return positive.toSeconds() + "s";
        }
        if (positive.compareTo(Duration.ofHours(2)) < 0) {
            return positive.toMinutes() + "m";
        }
        return positive.compareTo(Duration.ofDays(2)) < 0 ? positive.toHours() + "h" : positive.toDays() + "d";
    }

    /** How long ago, or in how long. */
    public static String relative(Instant at, Instant now) {
        return at.isAfter(now)
                ? "in " + duration(Duration.between(now, at))
                : duration(Duration.between(at, now)) + " ago";
    }

    /** To the minute, in the zone of whoever reads it. */
    public static String minute(Instant at, ZoneId zone) {
        return MINUTE.withZone(zone).format(at);
    }

    public static String bytes(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double left = bytes;
        int unit = -1;
        // What would be written as 1024.0 is one of the next unit.
        while (left >= STEP - 0.05 && unit < UNITS.length - 1) {
            left /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", left, UNITS[unit]);
    }

    /** {@code 1 file}, {@code 2 files}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
