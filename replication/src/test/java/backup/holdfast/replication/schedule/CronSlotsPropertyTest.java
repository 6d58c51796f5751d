package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Generated expressions against a search that tries every minute, and against another library. */
class CronSlotsPropertyTest {

    private static final String[] MINUTES = {"*", "0", "*/15", "7", "1-59/13", "0,30", "59", "10-20"};
    private static final String[] HOURS = {"*", "3", "*/6", "0", "23", "1-5", "0-23", "2", "1,2,3"};
    private static final String[] DAYS = {"*", "1", "31", "29", "30", "*/2", "1-31", "15,31", "*/1"};
    private static final String[] MONTHS = {"*", "2", "1", "JAN-MAR", "4", "*/5", "2,4", "10", "3"};
    private static final String[] WEEKDAYS = {"*", "0", "7", "MON", "1-5", "5-7", "SUN,SAT", "*/2"};

    /** Gaps and overlaps of an hour, half an hour, two hours, a day, and at midnight. */
    private static final List<String> CHANGES = List.of(
            "Europe/Berlin 2026-03-29",
            "Europe/Berlin 2026-10-25",
            "America/New_York 2026-03-08",
            "America/New_York 2026-11-01",
            "Australia/Lord_Howe 2026-04-05",
            "Australia/Lord_Howe 2026-10-04",
            "Antarctica/Troll 2026-03-29",
            "Antarctica/Troll 2026-10-25",
            "America/Sao_Paulo 2017-10-15",
            "America/Sao_Paulo 2018-02-18",
            "Pacific/Apia 2011-12-30",
            "America/St_Johns 1990-10-28",
            "Asia/Kathmandu 2026-02-28");

    @Test
    void shouldAgreeWithTryingEveryMinuteAroundClockChanges() {
        for (long seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            String[] change = CHANGES.get(random.nextInt(CHANGES.size())).split(" ", -1);
            ZoneId zone = ZoneId.of(change[0]);
            String text = expression(random);
            if (!(Schedule.parse(text, Optional.empty(), zone, "") instanceof ParsedSchedule.Valid valid)) {
                continue;
            }
            Instant middle =
                    LocalDate.parse(change[1]).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant from = middle.minus(Duration.ofHours(40));
            Instant until = middle.plus(Duration.ofHours(60));
            Slots slots = valid.schedule().slots(Instant.EPOCH);
            List<Instant> expected = byTryingEveryMinute((CronSchedule) valid.schedule(), from, until);

            assertThat(Schedules.forwards(slots, from, until))
                    .as("seed %s: %s in %s, forwards", seed, text, zone)
                    .isEqualTo(expected);
            assertThat(Schedules.backwards(slots, from, until))
                    .as("seed %s: %s in %s, backwards", seed, text, zone)
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldAgreeWithAnotherLibraryWhereClocksNeverChange() {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            String text = expression(random);
            Instant at = Instant.ofEpochSecond(1_577_836_800L + random.nextInt(300_000_000));
            ExecutionTime theirs = ExecutionTime.forCron(parser.parse(text));
            ZonedDateTime moment = at.atZone(ZoneOffset.UTC);
            Optional<Slots> ours = Schedules.parse(text) instanceof ParsedSchedule.Valid valid
                    ? Optional.of(valid.schedule().slots(at))
                    : Optional.empty();

            assertThat(ours.map(slots -> slots.next(at).at()))
                    .as("seed %s: %s after %s", seed, text, at)
                    .isEqualTo(theirs.nextExecution(moment).map(ZonedDateTime::toInstant));
            assertThat(ours.map(slots -> slots.previous(at).at()))
                    .as("seed %s: %s at or before %s", seed, text, at)
                    .isEqualTo(theirs.lastExecution(moment.plusNanos(1)).map(ZonedDateTime::toInstant));
        }
    }

    private static String expression(Random random) {
        return String.join(
                " ",
                pick(MINUTES, random),
                pick(HOURS, random),
                random.nextInt(3) == 0 ? pick(DAYS, random) : "*",
                random.nextInt(4) == 0 ? pick(MONTHS, random) : "*",
                random.nextInt(3) == 0 ? pick(WEEKDAYS, random) : "*");
    }

    private static String pick(String[] from, Random random) {
        return from[random.nextInt(from.length)];
    }

    private static List<Instant> byTryingEveryMinute(CronSchedule schedule, Instant after, Instant until) {
        CronFields fields = schedule.fields();
        ZoneId zone = schedule.zone();
        TreeSet<Instant> found = new TreeSet<>();
        if (fields.everyHour()) {
            // Rounded down to the minute of the local clock, which is that of the instant in every zone tried here.
            for (Instant at = after; !at.isAfter(until); at = at.plusSeconds(60)) {
                if (fields.matches(LocalDateTime.ofInstant(at, zone))) {
                    found.add(at);
                }
            }
        } else {
            LocalDateTime local = LocalDateTime.ofInstant(after.minus(Duration.ofDays(2)), ZoneOffset.UTC);
            LocalDateTime end = LocalDateTime.ofInstant(until.plus(Duration.ofDays(2)), ZoneOffset.UTC);
            for (; local.isBefore(end); local = local.plusMinutes(1)) {
                if (fields.matches(local)) {
                    found.add(firstTime(local, zone));
                }
            }
        }
        List<Instant> inWindow = new ArrayList<>(found);
        inWindow.removeIf(at -> !at.isAfter(after) || at.isAfter(until));
        return inWindow;
    }

    private static Instant firstTime(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        return local.toInstant(zone.getRules().getValidOffsets(local).get(0));
    }
}
