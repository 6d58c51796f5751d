package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.schedule.ScheduleDecision.RunNow;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JitterTest {

    private static final Slot FOUR = new Slot(Instant.parse("2026-11-20T04:00:00Z"));
    private static final Trigger DAILY = new Trigger.Scheduled(Schedules.valid("0 4 * * *"));

    @Test
    void shouldStartEveryRunInTheJitterWindowAndUseAllOfIt() {
        ScheduleEvaluator evaluator = evaluator(Duration.ofMinutes(30));

        long[] minutes = IntStream.range(0, 500)
                .mapToLong(i -> startAfterFour(evaluator, "uid-" + i).toMinutes())
                .sorted()
                .toArray();

        assertThat(minutes[0]).isZero();
        assertThat(minutes[minutes.length - 1]).isEqualTo(29);
        assertThat(Arrays.stream(minutes).distinct().count()).isEqualTo(30);
    }

    @Test
    void shouldStartTheSameObjectAtTheSameTimeHoweverOftenAsked() {
        ScheduleEvaluator evaluator = evaluator(Duration.ofMinutes(30));

        assertThat(startAfterFour(evaluator, "uid")).isEqualTo(startAfterFour(evaluator, "uid"));
    }

    @Test
    void shouldShiftEverySlotOfAnObjectByTheSameAmount() {
        ScheduleEvaluator evaluator = evaluator(Duration.ofMinutes(30));
        ScheduleFacts nextDay = FactsBuilder.created(FOUR.at().minusSeconds(1_000_000))
                .uid("uid")
                .handled(FOUR.at().toString())
                .build();
        Instant nextFour = FOUR.at().plus(Duration.ofDays(1));

        WaitUntil wait = (WaitUntil) evaluator.decide(DAILY, nextDay, nextFour.minusSeconds(1));

        assertThat(Duration.between(nextFour, wait.at())).isEqualTo(startAfterFour(evaluator, "uid"));
    }

    @Test
    void shouldNeverPushARunPastTheNextSlot() {
        ScheduleEvaluator evaluator = evaluator(Duration.ofHours(5));
        Trigger everyMinute = new Trigger.Scheduled(Schedules.valid("* * * * *"));
        for (int i = 0; i < 200; i++) {
            ScheduleFacts facts = FactsBuilder.created(FOUR.at())
                    .uid("uid-" + i)
                    .handled(FOUR.at().toString())
                    .build();

            WaitUntil wait = (WaitUntil) evaluator.decide(everyMinute, facts, FOUR.at());

            assertThat(wait.slot().at()).isEqualTo(FOUR.at().plusSeconds(60));
            assertThat(wait.at())
                    .isBetween(
                            FOUR.at().plusSeconds(60),
                            FOUR.at().plusSeconds(120).minusMillis(1));
        }
    }

    @Test
    void shouldWaitOutTheJitterOfTheNewestSlotInsteadOfCatchingUpAnOlderOne() {
        ScheduleEvaluator evaluator = evaluator(Duration.ofMinutes(30));
        ScheduleFacts facts = FactsBuilder.created(FOUR.at().minusSeconds(1_000_000))
                .uid("uid-3")
                .handled("2026-11-17T04:00:00Z")
                .build();
        Instant start = FOUR.at().plus(startAfterFour(evaluator, "uid-3"));

        assertThat(evaluator.decide(DAILY, facts, FOUR.at()))
                .isEqualTo(new WaitUntil(start, FOUR, WaitUntil.Reason.NOT_YET));
        assertThat(evaluator.decide(DAILY, facts, start))
                .isEqualTo(new RunNow(FOUR, new RunCause(RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty())));
    }

    private static Duration startAfterFour(ScheduleEvaluator evaluator, String uid) {
        ScheduleFacts facts = FactsBuilder.created(FOUR.at().minusSeconds(1_000_000))
                .uid(uid)
                .handled("2026-11-19T04:00:00Z")
                .build();
        WaitUntil wait = (WaitUntil) evaluator.decide(DAILY, facts, FOUR.at().minusSeconds(1));
        return Duration.between(FOUR.at(), wait.at());
    }

    private static ScheduleEvaluator evaluator(Duration jitter) {
        return new ScheduleEvaluator(
                new SchedulePolicy(jitter, Optional.empty(), Duration.ofSeconds(60), Backoff.DEFAULT));
    }
}
