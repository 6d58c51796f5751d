package backup.holdfast.replication.retention;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span as restic writes it, {@code 1y5m7d2h}: by the calendar down to days, then hours. {@code m} is months. */
public record ResticDuration(int years, int months, int days, int hours) {

    public static final ResticDuration ZERO = new ResticDuration(0, 0, 0, 0);

    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,6}[ymdh])+");
    private static final Pattern PART = Pattern.compile("(\\d+)([ymdh])");

    public ResticDuration {
        if (years < 0 || months < 0 || days < 0 || hours < 0) {
            throw new IllegalArgumentException("no part may be negative");
        }
    }

    /** Reads parts in any order; of a unit given twice the last one counts, as in restic. */
    public static Optional<ResticDuration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        ResticDuration duration = ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            duration = duration.with(part.group(2).charAt(0), Integer.parseInt(part.group(1)));
        }
        return Optional.of(duration);
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    /**
     * The time this long before {@code end}. Years, months and days are taken off the date at once, and a day that the
     * month lacks runs over into the next one: a month before 31 March is 3 March (2 in a leap year).
     */
    OffsetDateTime before(OffsetDateTime end) {
        LocalDate date = LocalDate.of(end.getYear(), end.getMonth(), 1)
                .minusYears(years)
                .minusMonths(months)
                .plusDays(end.getDayOfMonth() - 1L - days);
        return end.with(date).minusHours(hours);
    }

    @Override
    public String toString() {
        if (isZero()) {
            return "0h";
        }
        return part(years, 'y') + part(months, 'm') + part(days, 'd') + part(hours, 'h');
    }

    private static String part(int number, char unit) {
        return number == 0 ? "" : Integer.toString(number) + unit;
    }

    private ResticDuration with(char unit, int number) {
        return new ResticDuration(
                unit == 'y' ? number : years,
                unit == 'm' ? number : months,
                unit == 'd' ? number : days,
                unit == 'h' ? number : hours);
    }
}
