package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Berlin: on 29 March 2026 clocks jump from 02:00 (01:00Z) to 03:00; on 25 October from 03:00 (01:00Z) to 02:00. */
class CronSlotsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 2 * * *      | 2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
                "0 2 * * *       | 2026-03-28T01:00:00Z 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
                "0 3 * * *       | 2026-03-28T02:00:00Z 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z",
                "0 4 * * *       | 2026-03-28T03:00:00Z 2026-03-29T02:00:00Z 2026-03-30T02:00:00Z",
            })
    void shouldNotLoseADailySlotToTheSpringGap(String text, String expected) {
        assertThat(between(text, BERLIN, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z"))
                .isEqualTo(instants(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Skipped slots become one; that of 03:00 falls on the same instant.
                "*/20 2,3 * * *  | 01:00 01:20 01:40",
                "*/20 2 * * *    | 01:00",
                // Every hour: elapsed time, nothing made up.
                "*/30 * * * *    | 00:00 00:30 01:00 01:30 02:00",
                "15 * * * *      | 00:15 01:15",
            })
    void shouldRunOnceAfterTheSpringGap(String text, String expected) {
        List<Instant> times = Stream.of(expected.split(" ", -1))
                .map(time -> Instant.parse("2026-03-29T" + time + ":00Z"))
                .toList();

        assertThat(between(text, BERLIN, "2026-03-28T23:59:00Z", "2026-03-29T02:00:00Z"))
                .isEqualTo(times);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 02:30 comes at 00:30Z and again at 01:30Z.
                "30 2 * * *      | 00:30",
                "0,30 2 * * *    | 00:00 00:30",
                "*/30 2-3 * * *  | 00:00 00:30 02:00 02:30",
                "0 3 * * *       | 02:00",
                "*/30 * * * *    | 00:00 00:30 01:00 01:30 02:00 02:30",
                "0 0-23 * * *    | 00:00 01:00 02:00",
            })
    void shouldFireFixedHoursOnceAndEveryHourTwiceInTheAutumnOverlap(String text, String expected) {
        List<Instant> times = Stream.of(expected.split(" ", -1))
                .map(time -> Instant.parse("2026-10-25T" + time + ":00Z"))
                .toList();

        assertThat(between(text, BERLIN, "2026-10-24T23:30:00Z", "2026-10-25T02:59:00Z"))
                .isEqualTo(times);
    }

    @Test
    void shouldRunAfterAMidnightGap() {
        // On 15 October 2017 São Paulo had no 00:00.
        assertThat(between("@daily", ZoneId.of("America/Sao_Paulo"), "2017-10-14T12:00:00Z", "2017-10-16T12:00:00Z"))
                .isEqualTo(instants("2017-10-15T03:00:00Z 2017-10-16T02:00:00Z"));
    }

    @Test
    void shouldRunAfterADayThatNeverWas() {
        // Samoa went from 29 to 31 December 2011.
        assertThat(between("0 12 * * *", ZoneId.of("Pacific/Apia"), "2011-12-29T12:00:00Z", "2012-01-01T00:00:00Z"))
                .isEqualTo(instants(
                        "2011-12-29T22:00:00Z 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z 2011-12-31T22:00:00Z"));
    }

    @Test
    void shouldWaitEightYearsForTheRarestDate() {
        Slots slots = Schedules.valid("0 0 29 2 *").slots(Instant.EPOCH);

        assertThat(slots.next(Instant.parse("2096-02-29T00:00:00Z")).at()).isEqualTo("2104-02-29T00:00:00Z");
        assertThat(slots.previous(Instant.parse("2104-02-28T23:59:59Z")).at()).isEqualTo("2096-02-29T00:00:00Z");
    }

    @Test
    void shouldIncludeTheGivenInstantOnlyWhenLookingBack() {
        Instant slot = Instant.parse("2026-11-20T04:00:00Z");
        Slots slots = Schedules.valid("0 4 * * *").slots(Instant.EPOCH);

        assertThat(slots.next(slot).at()).isEqualTo("2026-11-21T04:00:00Z");
        assertThat(slots.next(slot.minusNanos(1)).at()).isEqualTo(slot);
        assertThat(slots.previous(slot).at()).isEqualTo(slot);
        assertThat(slots.previous(slot.minusNanos(1)).at()).isEqualTo("2026-11-19T04:00:00Z");
    }

    @Test
    void shouldKeepTheGridOfAnIntervalOnItsAnchor() {
        Instant anchor = Instant.parse("2026-11-20T10:00:07Z");
        Slots slots = Schedules.valid("@every 1h").slots(anchor);

        assertThat(slots.next(anchor).at()).isEqualTo("2026-11-20T11:00:07Z");
        assertThat(slots.previous(anchor).at()).isEqualTo(anchor);
        assertThat(slots.previous(anchor.minusNanos(1)).at()).isEqualTo("2026-11-20T09:00:07Z");
        assertThat(slots.next(anchor.plus(Duration.ofDays(400)).plusMillis(1)).at())
                .isEqualTo(anchor.plus(Duration.ofDays(400)).plusSeconds(3600));
    }

    private static List<Instant> between(String text, ZoneId zone, String after, String until) {
        Slots slots = Schedules.valid(text, zone).slots(Instant.EPOCH);
        List<Instant> forwards = Schedules.forwards(slots, Instant.parse(after), Instant.parse(until));
        assertThat(Schedules.backwards(slots, Instant.parse(after), Instant.parse(until)))
                .as("backwards")
                .isEqualTo(forwards);
        return forwards;
    }

    private static List<Instant> instants(String texts) {
        return Arrays.stream(texts.split(" ", -1)).map(Instant::parse).toList();
    }
}
