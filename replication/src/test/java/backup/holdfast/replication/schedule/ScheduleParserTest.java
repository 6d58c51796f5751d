package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.schedule.ParsedSchedule.Invalid;
import backup.holdfast.replication.schedule.ParsedSchedule.Valid;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleParserTest {

    /** A Friday. */
    private static final Instant NOW = Instant.parse("2026-11-20T10:17:23Z");

    private static final String FIVE_FIELDS =
            "Write five fields: minute, hour, day-of-month, month, day-of-week; for example \"0 4 * * *\" for 04:00"
                    + " every day.";
    private static final String EVERY =
            "Write @every and a duration of at least 1s, such as \"@every 6h\" or \"@every 1h30m\".";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/30 * * * *             | 2026-11-20T10:30:00Z",
                "0 4 * * *                | 2026-11-21T04:00:00Z",
                "  0   4 *\t* *           | 2026-11-21T04:00:00Z",
                "0 9-17/2 * * *           | 2026-11-20T11:00:00Z",
                "5/15 * * * *             | 2026-11-20T10:20:00Z",
                "0 0 * * MON              | 2026-11-23T00:00:00Z",
                "0 0 * * mon-wed          | 2026-11-23T00:00:00Z",
                "0 0 * * 7                | 2026-11-22T00:00:00Z",
                "0 0 * * 0                | 2026-11-22T00:00:00Z",
                "0 0 * * SAT-SUN          | 2026-11-21T00:00:00Z",
                "0 0 * * 1-5,7            | 2026-11-22T00:00:00Z",
                "0 0 ? * SUN              | 2026-11-22T00:00:00Z",
                "0 0 1 ? ?                | 2026-12-01T00:00:00Z",
                "0 0 1 JAN *              | 2027-01-01T00:00:00Z",
                "0 0 1 dec-DEC,2 *        | 2026-12-01T00:00:00Z",
                "0 0 29 2 *               | 2028-02-29T00:00:00Z",
                "0 0 13 * FRI             | 2026-11-27T00:00:00Z",
                "0 0 */2 * 1              | 2026-11-21T00:00:00Z",
                "0 0 * * */2              | 2026-11-21T00:00:00Z",
                "*/90 * * * *             | 2026-11-20T11:00:00Z",
                "@hourly                  | 2026-11-20T11:00:00Z",
                "@daily                   | 2026-11-21T00:00:00Z",
                "@midnight                | 2026-11-21T00:00:00Z",
                "@weekly                  | 2026-11-22T00:00:00Z",
                "@monthly                 | 2026-12-01T00:00:00Z",
                "@yearly                  | 2027-01-01T00:00:00Z",
                "@annually                | 2027-01-01T00:00:00Z",
                "@every 1h30m             | 2026-11-20T11:47:23Z",
                "@every 5s                | 2026-11-20T10:17:28Z",
                "@every 1.5h              | 2026-11-20T11:47:23Z",
                "@every 1500ms            | 2026-11-20T10:17:24Z",
                "CRON_TZ=America/New_York 0 4 * * * | 2026-11-21T09:00:00Z",
                "TZ=Asia/Kathmandu @daily | 2026-11-20T18:15:00Z",
                "TZ=EST 0 4 * * *         | 2026-11-21T09:00:00Z",
            })
    void shouldFindTheNextSlot(String text, Instant expected) {
        assertThat(Schedules.valid(text).slots(NOW).next(NOW)).isEqualTo(new Slot(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "* * * * * *       | the schedule has 6 fields where five are expected | There is no field for seconds."
                        + " If the first one was meant as that, write \"* * * * *\".",
                "~ ~               | the schedule is empty | " + FIVE_FIELDS,
                "garbage           | the schedule has 1 field where five are expected | " + FIVE_FIELDS,
                "12345             | the schedule has 1 field where five are expected | " + FIVE_FIELDS,
                "0 4 * *           | the schedule has 4 fields where five are expected | " + FIVE_FIELDS,
                "60 * * * *        | the minute field (\"60\") has \"60\" | Use 0 to 59.",
                "0 24 * * *        | the hour field (\"24\") has \"24\" | Use 0 to 23.",
                "0 0 0 * *         | the day-of-month field (\"0\") has \"0\" | Use 1 to 31.",
                "0 0 * 13 *        | the month field (\"13\") has \"13\" | Use 1 to 12 or JAN to DEC.",
                "0 0 * * 8         | the day-of-week field (\"8\") has \"8\" | Use 0 to 7 or SUN to SAT.",
                "0 0 * * MONDAY    | the day-of-week field (\"MONDAY\") has \"MONDAY\" | Use 0 to 7 or SUN to SAT.",
                "0 0 * ANF *       | the month field (\"ANF\") has \"ANF\" | Use 1 to 12 or JAN to DEC.",
                "0 0 L * *         | the day-of-month field (\"L\") has \"L\" | Use 1 to 31.",
                "-5 * * * *        | the minute field (\"-5\") has \"\" | Use 0 to 59.",
                "1-2-3 * * * *     | the minute field (\"1-2-3\") has \"2-3\" | Use 0 to 59.",
                "1,,2 * * * *      | the minute field (\"1,,2\") has an empty item | Remove the comma that has nothing"
                        + " beside it.",
                "30-10 * * * *     | the minute field (\"30-10\") has a range that runs backwards: \"30-10\" | Write the"
                        + " lower value first, or two ranges with a comma between them.",
                "*/0 * * * *       | the minute field (\"*/0\") has the step \"0\" in \"*/0\" | A step is a whole number"
                        + " from 1 up.",
                "1/2/3 * * * *     | the minute field (\"1/2/3\") has more than one / in \"1/2/3\" | Write one step, such"
                        + " as */15.",
                "H(0-70) * * * *   | the minute field (\"H(0-70)\") has \"70\" | Use 0 to 59.",
                "H(5) * * * *      | the minute field (\"H(5)\") has no range in the brackets of \"H(5)\" | Write it as"
                        + " H(0-29).",
                "0 H/25 * * *      | the hour field (\"H/25\") has a step of 25 in \"H/25\", but only 24 values to step"
                        + " through | Use a step of at most 24.",
                "0 0 30 2 *        | no date has the day-of-month \"30\" in the month \"2\": the schedule would never run |"
                        + " Choose a day that the month has; for the last days of every month use 28.",
                "0 0 31 4,6,9,11 * | no date has the day-of-month \"31\" in the month \"4,6,9,11\": the schedule would"
                        + " never run | Choose a day that the month has; for the last days of every month use 28.",
                "@daily junk       | \"@daily\" is followed by \"junk\" | Write @daily alone, or five fields.",
                "@reboot           | there is no schedule \"@reboot\" | Known are @hourly, @daily, @midnight, @weekly,"
                        + " @monthly, @yearly, @annually and @every with a duration.",
                "@every            | @every needs exactly one duration after it | " + EVERY,
                "@every 0s         | an interval of \"0s\" is too short | " + EVERY,
                "@every 10ms       | an interval of \"10ms\" is too short | " + EVERY,
                "@every -5m        | \"-5m\" is no duration | " + EVERY,
                "@every 1d         | \"1d\" is no duration | " + EVERY,
                "@every 5          | \"5\" is no duration | " + EVERY,
                "@every 999999999999h | an interval of \"999999999999h\" is longer than ten years | " + EVERY,
                "TZ=12345          | the schedule \"TZ=12345\" is a time zone and nothing else | " + FIVE_FIELDS,
                "TZ=Mars/Base 0 4 * * * | there is no time zone \"Mars/Base\" | Use a name of the IANA time zone database,"
                        + " such as \"Europe/Berlin\" or \"UTC\".",
                "TZ=europe/berlin 0 4 * * * | there is no time zone \"europe/berlin\" | Did you mean \"Europe/Berlin\"?"
                        + " Capitals matter.",
            })
    void shouldSayWhatIsWrongAndWhatToWrite(String text, String reason, String hint) {
        assertThat(Schedules.parse(text)).isEqualTo(new Invalid(reason, hint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 MON", "0 0 31 2 0", "0 0 29 2 *", "0 0 30 1,2 *"})
    void shouldAcceptDatesThatComeAtLeastSometimes(String text) {
        assertThat(Schedules.parse(text)).isInstanceOf(Valid.class);
    }

    @Test
    void shouldTakeTheZoneFromTheTextThenTheSpecThenTheDefault() {
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");

        assertThat(zone("CRON_TZ=Europe/Berlin 0 4 * * *", Optional.of("America/Lima"), tokyo))
                .isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(zone("0 4 * * *", Optional.of("America/Lima"), tokyo)).isEqualTo(ZoneId.of("America/Lima"));
        assertThat(zone("0 4 * * *", Optional.empty(), tokyo)).isEqualTo(tokyo);
        assertThat(zone("0 4 * * *", Optional.of(""), tokyo)).isEqualTo(tokyo);
    }

    @Test
    void shouldRefuseAZoneOfTheSpecThatDoesNotExist() {
        ParsedSchedule parsed = Schedule.parse("0 4 * * *", Optional.of("Nowhere"), ZoneOffset.UTC, Schedules.SEED);

        assertThat(parsed)
                .isEqualTo(new Invalid(
                        "there is no time zone \"Nowhere\"",
                        "Use a name of the IANA time zone database, such as \"Europe/Berlin\" or \"UTC\"."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 4 * * MON       | 0 4 * * MON",
                "@daily            | 0 0 * * *",
                "@every 90m        | @every 1h30m",
                "@every 3600s      | @every 1h",
                "@every 61s        | @every 1m1s",
                "TZ=UTC 0 4 * * *  | 0 4 * * *",
                // What H comes to may never change: every schedule with an H would move.
                "H H * * *         | 2 23 * * *",
                "H/15 * * * *      | 2-59/15 * * * *",
                "H(0-29)/10 * * * *| 2-29/10 * * * *",
                "0 H(0-5) H * H    | 0 5 8 * 0",
                "0 0,H 1 * *       | 0 0,23 1 * *",
            })
    void shouldTellWhatRunsInFact(String text, String resolved) {
        assertThat(Schedules.valid(text).resolved()).isEqualTo(resolved);
    }

    @Test
    void shouldRunTheSameWhenTheResolvedTextIsParsedAgain() {
        for (String text : new String[] {"H H * * *", "H/7 H/5 H/3 H/2 *", "H(3-50)/9,5 H(1-6) * * H"}) {
            for (int i = 0; i < 50; i++) {
                ParsedSchedule parsed = Schedule.parse(text, Optional.empty(), ZoneOffset.UTC, "uid-" + i);
                Schedule hashed = ((Valid) parsed).schedule();
                Schedule plain = Schedules.valid(hashed.resolved());

                assertThat(Schedules.forwards(plain.slots(NOW), NOW, NOW.plusSeconds(86_400 * 40)))
                        .as("%s for uid-%s is %s", text, i, hashed.resolved())
                        .isEqualTo(Schedules.forwards(hashed.slots(NOW), NOW, NOW.plusSeconds(86_400 * 40)));
            }
        }
    }

    @Test
    void shouldSpreadHashedFieldsOverEveryValueTheyCanTake() {
        Set<String> minutes = resolvedFields("H * * * *", 0);
        Set<String> hours = resolvedFields("0 H * * *", 1);
        Set<String> days = resolvedFields("0 0 H * *", 2);
        Set<String> months = resolvedFields("0 0 1 H *", 3);
        Set<String> weekdays = resolvedFields("0 0 * * H", 4);
        Set<String> limited = resolvedFields("0 H(2-5) * * *", 1);

        assertThat(Map.of("m", minutes, "h", hours, "d", days, "M", months, "w", weekdays, "l", limited))
                .isEqualTo(Map.of(
                        "m", numbers(0, 59),
                        "h", numbers(0, 23),
                        "d", numbers(1, 28),
                        "M", numbers(1, 12),
                        "w", numbers(0, 6),
                        "l", numbers(2, 5)));
    }

    @Test
    void shouldHashMinuteAndHourIndependently() {
        Set<String> pairs = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            pairs.add(resolve("H H * * *", "uid-" + i));
        }

        // 2000 draws out of 1440 hit about three quarters of them; tied fields would hit 120 at most.
        assertThat(pairs).hasSizeGreaterThan(1000);
    }

    private static ZoneId zone(String text, Optional<String> timeZone, ZoneId defaultZone) {
        return ((Valid) Schedule.parse(text, timeZone, defaultZone, Schedules.SEED))
                .schedule()
                .zone();
    }

    private static Set<String> resolvedFields(String text, int field) {
        return IntStream.range(0, 2000)
                .mapToObj(i -> resolve(text, new UUID(i, i * 31L).toString()).split(" ", -1)[field])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String resolve(String text, String seed) {
        return ((Valid) Schedule.parse(text, Optional.empty(), ZoneOffset.UTC, seed))
                .schedule()
                .resolved();
    }

    private static Set<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(Integer::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
