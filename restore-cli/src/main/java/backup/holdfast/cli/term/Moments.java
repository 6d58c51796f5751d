package backup.holdfast.cli.term;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instants as people write them: {@code 2h} (ago), {@code yesterday 18:00}, {@code today 06:30}, {@code 2026-11-20},
 * {@code 2026-11-20 04:00 Europe/Berlin}, RFC 3339. What names no zone is meant in the reader's own. Pure.
 */
public final class Moments {
    private static final Pattern AGO =
            Pattern.compile("(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?");
    private static final Pattern LOCAL = Pattern.compile(
            "(today|yesterday|\\d{4}-\\d{2}-\\d{2})(?:[ t](\\d{1,2}:\\d{2}(?::\\d{2})?))?(?: +(\\S+))?",
            Pattern.CASE_INSENSITIVE);

    private final Instant now;
    private final ZoneId zone;

    /** @param zone of whoever writes */
    public Moments(Instant now, ZoneId zone) {
        this.now = requireNonNull(now, "now is null");
        this.zone = requireNonNull(zone, "zone is null");
    }

    /** Empty for what can't be read: nobody's guess may choose which data comes back. */
    public Optional<Instant> read(String text) {
        String stripped = text.strip();
        try {
            return offset(stripped).or(() -> ago(stripped)).or(() -> local(stripped));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> offset(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.replaceFirst("^(\\S+) (?=\\d)", "$1T"))
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Instant> ago(String text) {
        String bare = text.toLowerCase(Locale.ROOT).replaceFirst(" *ago$", "").replace(" ", "");
        Matcher matcher = AGO.matcher(bare);
        if (bare.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        Duration back = Duration.ofDays(7L * number(matcher, 1))
                .plusDays(number(matcher, 2))
                .plusHours(number(matcher, 3))
                .plusMinutes(number(matcher, 4));
        return Optional.of(now.minus(back));
    }

    private static long number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    private Optional<Instant> local(String text) {
        Matcher matcher = LOCAL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ZoneId meant = matcher.group(3) == null ? zone : ZoneId.of(matcher.group(3));
        // A day without a time is meant whole: the newest of that day.
        LocalTime time = matcher.group(2) == null
                ? LocalTime.of(23, 59, 59)
                : LocalTime.parse(matcher.group(2).length() % 3 == 1 ? "0" + matcher.group(2) : matcher.group(2));
        return Optional.of(LocalDateTime.of(day(matcher.group(1), meant), time)
                .atZone(meant)
                .toInstant());
    }

    private LocalDate day(String word, ZoneId meant) {
        LocalDate today = ZonedDateTime.ofInstant(now, meant).toLocalDate();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "today" -> today;
            case "yesterday" -> today.minusDays(1);
            default -> LocalDate.parse(word);
        };
    }
}
