package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.ScheduleDecision.RunNow;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Instant CREATED = Instant.parse("2026-11-18T09:30:00Z");
    private static final Instant ENDED = Instant.parse("2026-11-20T10:05:00Z");
    private static final Slot TEN = new Slot(Instant.parse("2026-11-20T10:00:00Z"));
    private static final Slot ELEVEN = new Slot(Instant.parse("2026-11-20T11:00:00Z"));

    private static final Trigger HOURLY = new Trigger.Scheduled(Schedules.valid("@hourly"));
    private static final RunCause SCHEDULE = new RunCause(Kind.SCHEDULE, Optional.empty(), Optional.empty());

    private final ScheduleEvaluator evaluator = new ScheduleEvaluator(SchedulePolicy.DEFAULT);

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "4,8", "5,16", "6,30", "7,30", "1000,30", "2147483647,30"})
    void shouldDoubleUpToTheCapLessAQuarterAtMost(int count, long minutes) {
        for (int i = 0; i < 200; i++) {
            Duration delay = Duration.between(ENDED, Backoff.DEFAULT.retryAt(failed(count), "uid-" + i));

            assertThat(delay).isBetween(Duration.ofSeconds(minutes * 45), Duration.ofMinutes(minutes));
        }
    }

    @Test
    void shouldRetryTheSameObjectAtTheSameTimeAndOthersAtOthers() {
        Set<Instant> times = IntStream.range(0, 100)
                .mapToObj(i -> Backoff.DEFAULT.retryAt(failed(3), "uid-" + i))
                .collect(Collectors.toSet());

        assertThat(times).hasSizeGreaterThan(90);
        assertThat(Backoff.DEFAULT.retryAt(failed(3), "uid-7")).isEqualTo(Backoff.DEFAULT.retryAt(failed(3), "uid-7"));
    }

    @Test
    void shouldRetryAScheduledSlotAfterItsBackoff() {
        FactsBuilder facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T09:00:00Z").failed(failed(3));
        Instant retry = Backoff.DEFAULT.retryAt(failed(3), facts.build().uid());

        assertThat(evaluator.decide(HOURLY, facts.build(), ENDED))
                .isEqualTo(new WaitUntil(retry, TEN, Reason.BACK_OFF));
        assertThat(evaluator.decide(HOURLY, facts.build(), retry)).isEqualTo(new RunNow(TEN, SCHEDULE));
    }

    @Test
    void shouldRetryAScheduledSlotOnlyUpToTheNextSlot() {
        Instant late = Instant.parse("2026-11-20T10:45:00Z");
        FailedAttempts seventh = new FailedAttempts(TEN, SCHEDULE, 7, late);
        FactsBuilder facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T09:00:00Z").failed(seventh);

        assertThat(evaluator.decide(HOURLY, facts.build(), late))
                .isEqualTo(new WaitUntil(ELEVEN.at(), ELEVEN, Reason.BACK_OFF));
        assertThat(evaluator.decide(HOURLY, facts.build(), ELEVEN.at())).isEqualTo(new RunNow(ELEVEN, SCHEDULE));
    }

    @Test
    void shouldRetryTheFirstSync() {
        RunCause first = new RunCause(Kind.FIRST_SYNC, Optional.empty(), Optional.empty());
        FailedAttempts failed = new FailedAttempts(new Slot(CREATED), first, 1, CREATED.plusSeconds(30));
        FactsBuilder facts = FactsBuilder.created(CREATED).failed(failed);
        Instant retry = Backoff.DEFAULT.retryAt(failed, facts.build().uid());
        Trigger daily = new Trigger.Scheduled(Schedules.valid("@daily"));

        assertThat(evaluator.decide(daily, facts.build(), CREATED.plusSeconds(31)))
                .isEqualTo(new WaitUntil(retry, new Slot(CREATED), Reason.BACK_OFF));
        assertThat(evaluator.decide(daily, facts.build(), retry)).isEqualTo(new RunNow(new Slot(CREATED), first));
    }

    @Test
    void shouldRetryAManualTokenWithoutEndAndANewTokenAtOnce() {
        RunCause a = new RunCause(Kind.MANUAL, Optional.of("a"), Optional.empty());
        FailedAttempts failed = new FailedAttempts(TEN, a, 500, ENDED);
        ScheduleFacts facts = FactsBuilder.created(CREATED).failed(failed).build();
        Instant retry = Backoff.DEFAULT.retryAt(failed, facts.uid());
        RunCause b = new RunCause(Kind.MANUAL, Optional.of("b"), Optional.empty());

        assertThat(evaluator.decide(new Trigger.Manual("a"), facts, ENDED))
                .isEqualTo(new WaitUntil(retry, new Slot(retry), Reason.BACK_OFF));
        assertThat(evaluator.decide(new Trigger.Manual("a"), facts, retry)).isEqualTo(new RunNow(new Slot(retry), a));
        assertThat(evaluator.decide(new Trigger.Manual("b"), facts, ENDED)).isEqualTo(new RunNow(new Slot(ENDED), b));
    }

    @Test
    void shouldAnswerARequestWhileAScheduledSlotBacksOff() {
        FactsBuilder facts = FactsBuilder.created(CREATED).failed(failed(9)).request("r");

        assertThat(evaluator.decide(HOURLY, facts.build(), ENDED))
                .isEqualTo(new RunNow(new Slot(ENDED), new RunCause(Kind.REQUEST, Optional.empty(), Optional.of("r"))));
    }

    @Test
    void shouldKeepContinuousFailuresAtLeastAMinuteApart() {
        for (int i = 0; i < 50; i++) {
            ScheduleFacts facts = FactsBuilder.created(CREATED)
                    .uid("uid-" + i)
                    .completed("2026-11-20T10:00:00Z")
                    .failed(failed(1))
                    .build();

            ScheduleDecision decision = evaluator.decide(new Trigger.Continuous(), facts, ENDED);

            assertThat(decision)
                    .isEqualTo(new WaitUntil(ENDED.plusSeconds(60), new Slot(ENDED.plusSeconds(60)), Reason.BACK_OFF));
        }
    }

    private static FailedAttempts failed(int count) {
        return new FailedAttempts(TEN, SCHEDULE, count, ENDED);
    }
}
