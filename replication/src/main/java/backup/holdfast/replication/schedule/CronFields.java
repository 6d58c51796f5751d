package backup.holdfast.replication.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * Five fields as sets of values, and the search for the local times they match. Time zones are not known here.
 *
 * <p>Where day-of-month and day-of-week are both restricted, either suffices, as in cron and VolSync.
 */
record CronFields(
        CronFieldParser.Values minutes,
        CronFieldParser.Values hours,
        CronFieldParser.Values daysOfMonth,
        CronFieldParser.Values months,
        CronFieldParser.Values daysOfWeek) {

    /** The rarest date is 29 February, which can be eight years off: 1896 and 1904, 2096 and 2104. */
    private static final int DAYS_SEARCHED = 9 * 366;

    private static final long EVERY_HOUR = (1L << 24) - 1;
    private static final int MINUTES_A_DAY = 24 * 60;

    /** Whether some date matches: false for 30 February and the like. */
    boolean matchesSomeDate() {
        if (daysOfMonth.restricted() && daysOfWeek.restricted()) {
            return true;
        }
        for (int month = 1; month <= 12; month++) {
            int longest = month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
            // Bits 0 to `longest`: the days that this month can have.
            if (has(months, month) && (daysOfMonth.values() & ((2L << longest) - 1)) != 0) {
                return true;
            }
        }
        return false;
    }

    boolean everyHour() {
        return hours.values() == EVERY_HOUR;
    }

    boolean matches(LocalDateTime time) {
        return time.getSecond() == 0
                && time.getNano() == 0
                && matches(time.toLocalDate())
                && has(hours, time.getHour())
                && has(minutes, time.getMinute());
    }

    /** The first match later than {@code after}. */
    LocalDateTime next(LocalDateTime after) {
        LocalDateTime start = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate date = start.toLocalDate();
        int minute = minuteOfDay(start);
        for (int day = 0; day < DAYS_SEARCHED; day++) {
            int found = matches(date) ? atOrAfter(minute) : -1;
            if (found >= 0) {
                return date.atTime(LocalTime.ofSecondOfDay(found * 60L));
            }
            date = date.plusDays(1);
            minute = 0;
        }
        throw new IllegalStateException("no date matches " + this);
    }

    /** The last match at or before {@code atOrBefore}. */
    LocalDateTime previous(LocalDateTime atOrBefore) {
        LocalDate date = atOrBefore.toLocalDate();
        int minute = minuteOfDay(atOrBefore);
        for (int day = 0; day < DAYS_SEARCHED; day++) {
            int found = matches(date) ? atOrBefore(minute) : -1;
            if (found >= 0) {
                return date.atTime(LocalTime.ofSecondOfDay(found * 60L));
            }
            date = date.minusDays(1);
            minute = MINUTES_A_DAY - 1;
        }
        throw new IllegalStateException("no date matches " + this);
    }

    private boolean matches(LocalDate date) {
        if (!has(months, date.getMonthValue())) {
            return false;
        }
        boolean dayOfMonth = has(daysOfMonth, date.getDayOfMonth());
        boolean dayOfWeek = has(daysOfWeek, date.getDayOfWeek().getValue() % 7);
        boolean eitherSuffices = daysOfMonth.restricted() && daysOfWeek.restricted();
        return eitherSuffices ? (dayOfMonth || dayOfWeek) : (dayOfMonth && dayOfWeek);
    }

    private int atOrAfter(int minuteOfDay) {
        int minute = minuteOfDay % 60;
        for (int hour = minuteOfDay / 60; hour < 24; hour++) {
            long rest = minutes.values() >>> minute;
            if (has(hours, hour) && rest != 0) {
                return hour * 60 + minute + Long.numberOfTrailingZeros(rest);
            }
            minute = 0;
        }
        return -1;
    }

    private int atOrBefore(int minuteOfDay) {
        int minute = minuteOfDay % 60;
        for (int hour = minuteOfDay / 60; hour >= 0; hour--) {
            // Bits 0 to `minute`.
            long rest = minutes.values() & ((2L << minute) - 1);
            if (has(hours, hour) && rest != 0) {
                return hour * 60 + 63 - Long.numberOfLeadingZeros(rest);
            }
            minute = 59;
        }
        return -1;
    }

    private static int minuteOfDay(LocalDateTime time) {
        return time.getHour() * 60 + time.getMinute();
    }

    private static boolean has(CronFieldParser.Values values, int value) {
        return ((values.values() >>> value) & 1) != 0;
    }
}
