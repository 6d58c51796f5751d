package backup.holdfast.replication.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns the text of a schedule into one, or into words about what is wrong with it. */
final class ScheduleParser {

    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** Names of the zone database that java.time leaves out. */
    private static final Map<String, String> OLD_ZONES = Map.of("EST", "-05:00", "MST", "-07:00", "HST", "-10:00");

    private static final Duration LONGEST_INTERVAL = Duration.ofDays(3660);

    private static final String FIVE_FIELDS =
            "Write five fields: minute, hour, day-of-month, month, day-of-week; for example \"0 4 * * *\" for 04:00"
                    + " every day.";

    private ScheduleParser() {}

    static ParsedSchedule parse(String text, Optional<String> timeZone, ZoneId defaultZone, String seed) {
        try {
            return new ParsedSchedule.Valid(read(text, timeZone, defaultZone, seed));
        } catch (BadScheduleException e) {
            return e.toInvalid();
        }
    }

    private static Schedule read(String text, Optional<String> timeZone, ZoneId defaultZone, String seed)
            throws BadScheduleException {
        String rest = text.strip();
        Optional<String> zoneName = timeZone.filter(name -> !name.isEmpty());
        if (rest.startsWith("CRON_TZ=") || rest.startsWith("TZ=")) {
            String[] prefixAndRest = rest.split("\\s+", 2);
            if (prefixAndRest.length < 2) {
                throw new BadScheduleException(
                        "the schedule \"" + text + "\" is a time zone and nothing else", FIVE_FIELDS);
            }
            zoneName = Optional.of(prefixAndRest[0].substring(prefixAndRest[0].indexOf('=') + 1));
            rest = prefixAndRest[1];
        }
        ZoneId zone = zoneName.isPresent() ? zone(zoneName.get()) : defaultZone;
        if (rest.isEmpty()) {
            throw new BadScheduleException("the schedule is empty", FIVE_FIELDS);
        }
        return rest.startsWith("@") ? named(text, rest, zone, seed) : cron(text, rest, zone, seed);
    }

    private static ZoneId zone(String name) throws BadScheduleException {
        try {
            return ZoneId.of(name, OLD_ZONES);
        } catch (DateTimeException e) {
            String hint = ZoneId.getAvailableZoneIds().stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .map(meant -> "Did you mean \"" + meant + "\"? Capitals matter.")
                    .orElse("Use a name of the IANA time zone database, such as \"Europe/Berlin\" or \"UTC\".");
            throw new BadScheduleException("there is no time zone \"" + name + "\"", hint);
        }
    }

    private static Schedule named(String text, String rest, ZoneId zone, String seed) throws BadScheduleException {
        String[] words = rest.split("\\s+");
        if (words[0].equals("@every")) {
            return new IntervalSchedule(text, interval(words), zone);
        }
        String fields = NICKNAMES.get(words[0].toLowerCase(Locale.ROOT));
        if (fields == null) {
            throw new BadScheduleException(
                    "there is no schedule \"" + words[0] + "\"",
                    "Known are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually and @every with a"
                            + " duration.");
        }
        if (words.length > 1) {
            throw new BadScheduleException(
                    "\"" + words[0] + "\" is followed by \"" + words[1] + "\"",
                    "Write " + words[0] + " alone, or five fields.");
        }
        return cron(text, fields, zone, seed);
    }

    private static Duration interval(String[] words) throws BadScheduleException {
        String hint = "Write @every and a duration of at least 1s, such as \"@every 6h\" or \"@every 1h30m\".";
        if (words.length != 2) {
            throw new BadScheduleException("@every needs exactly one duration after it", hint);
        }
        Duration interval = GoDuration.parse(words[1])
                .orElseThrow(() -> new BadScheduleException("\"" + words[1] + "\" is no duration", hint));
        if (interval.toSeconds() < 1) {
            throw new BadScheduleException("an interval of \"" + words[1] + "\" is too short", hint);
        }
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new BadScheduleException("an interval of \"" + words[1] + "\" is longer than ten years", hint);
        }
        return Duration.ofSeconds(interval.toSeconds());
    }

    private static Schedule cron(String text, String rest, ZoneId zone, String seed) throws BadScheduleException {
        String[] fields = rest.split("\\s+");
        if (fields.length != 5) {
            throw wrongCount(fields);
        }
        CronFields parsed = new CronFields(
                new CronFieldParser(CronField.MINUTE, fields[0], seed).parse(),
                new CronFieldParser(CronField.HOUR, fields[1], seed).parse(),
                new CronFieldParser(CronField.DAY_OF_MONTH, fields[2], seed).parse(),
                new CronFieldParser(CronField.MONTH, fields[3], seed).parse(),
                new CronFieldParser(CronField.DAY_OF_WEEK, fields[4], seed).parse());
        if (!parsed.matchesSomeDate()) {
            throw new BadScheduleException(
                    "no date has the day-of-month \"" + fields[2] + "\" in the month \"" + fields[3]
                            + "\": the schedule would never run",
                    "Choose a day that the month has; for the last days of every month use 28.");
        }
        return new CronSchedule(text, parsed, zone);
    }

    private static BadScheduleException wrongCount(String[] fields) {
        String reason = "the schedule has " + fields.length + (fields.length == 1 ? " field" : " fields")
                + " where five are expected";
        if (fields.length != 6) {
            return new BadScheduleException(reason, FIVE_FIELDS);
        }
        String last = String.join(" ", Arrays.asList(fields).subList(1, 6));
        return new BadScheduleException(
                reason, "There is no field for seconds. If the first one was meant as that, write \"" + last + "\".");
    }
}
