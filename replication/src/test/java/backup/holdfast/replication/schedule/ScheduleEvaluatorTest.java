package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.ScheduleDecision.AwaitToken;
import backup.holdfast.replication.schedule.ScheduleDecision.RunNow;
import backup.holdfast.replication.schedule.ScheduleDecision.Suspended;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil;
import backup.holdfast.replication.schedule.ScheduleDecision.WaitUntil.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleEvaluatorTest {

    private static final Instant CREATED = at("2026-11-18T09:30:00Z");
    private static final Instant NOW = at("2026-11-20T10:17:23.456Z");

    private static final Trigger DAILY_AT_FOUR = new Trigger.Scheduled(Schedules.valid("0 4 * * *"));
    private static final Trigger HOURLY = new Trigger.Scheduled(Schedules.valid("@hourly"));
    private static final Trigger CONTINUOUS = new Trigger.Continuous();

    private final ScheduleEvaluator evaluator = new ScheduleEvaluator(SchedulePolicy.DEFAULT);

    @Test
    void shouldSyncAtCreationWhateverTheTrigger() {
        FactsBuilder created = FactsBuilder.created(NOW);

        assertThat(decide(DAILY_AT_FOUR, created)).isEqualTo(new RunNow(new Slot(NOW), cause(Kind.FIRST_SYNC)));
        assertThat(decide(CONTINUOUS, created)).isEqualTo(new RunNow(new Slot(NOW), cause(Kind.FIRST_SYNC)));
        assertThat(decide(new Trigger.Manual("a"), created)).isEqualTo(new RunNow(new Slot(NOW), manual("a")));
    }

    @Test
    void shouldGiveALateFirstSyncTheNewestSlotSoThatItIsNotRunTwice() {
        assertThat(decide(DAILY_AT_FOUR, FactsBuilder.created(CREATED)))
                .isEqualTo(new RunNow(slot("2026-11-20T04:00:00Z"), cause(Kind.FIRST_SYNC)));
    }

    @Test
    void shouldWaitForTheFirstSlotWhenAskedNotToRunAtCreation() {
        FactsBuilder created = FactsBuilder.created(NOW).notAtCreation();

        assertThat(decide(DAILY_AT_FOUR, created))
                .isEqualTo(new WaitUntil(at("2026-11-21T04:00:00Z"), slot("2026-11-21T04:00:00Z"), Reason.NOT_YET));
        assertThat(decide(CONTINUOUS, created))
                .isEqualTo(new WaitUntil(NOW.plusSeconds(60), new Slot(NOW.plusSeconds(60)), Reason.SPACING));
        assertThat(decide(new Trigger.Manual("a"), created)).isEqualTo(new RunNow(new Slot(NOW), manual("a")));
    }

    @Test
    void shouldRunAtTheSlotAndNotBefore() {
        FactsBuilder facts = FactsBuilder.created(CREATED).handled("2026-11-20T04:00:00Z");
        Slot next = slot("2026-11-21T04:00:00Z");

        assertThat(evaluator.decide(DAILY_AT_FOUR, facts.build(), next.at().minusNanos(1)))
                .isEqualTo(new WaitUntil(next.at(), next, Reason.NOT_YET));
        assertThat(evaluator.decide(DAILY_AT_FOUR, facts.build(), next.at()))
                .isEqualTo(new RunNow(next, cause(Kind.SCHEDULE)));
    }

    @Test
    void shouldCatchUpTheNewestMissedSlotOnceAfterDowntime() {
        FactsBuilder away = FactsBuilder.created(CREATED).handled("2026-11-18T22:00:00Z");
        Slot newest = slot("2026-11-20T10:00:00Z");

        assertThat(decide(HOURLY, away)).isEqualTo(new RunNow(newest, cause(Kind.SCHEDULE)));
        assertThat(decide(HOURLY, away.handled("2026-11-20T10:00:00Z")))
                .isEqualTo(new WaitUntil(at("2026-11-20T11:00:00Z"), slot("2026-11-20T11:00:00Z"), Reason.NOT_YET));
    }

    @Test
    void shouldSkipASlotMissedByMoreThanTheStartingDeadline() {
        SchedulePolicy policy = new SchedulePolicy(
                Duration.ZERO, Optional.of(Duration.ofMinutes(15)), Duration.ofSeconds(60), Backoff.DEFAULT);
        ScheduleFacts facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T08:00:00Z").build();
        ScheduleEvaluator strict = new ScheduleEvaluator(policy);

        assertThat(strict.decide(HOURLY, facts, at("2026-11-20T10:15:00Z")))
                .isEqualTo(new RunNow(slot("2026-11-20T10:00:00Z"), cause(Kind.SCHEDULE)));
        assertThat(strict.decide(HOURLY, facts, at("2026-11-20T10:15:01Z")))
                .isEqualTo(new WaitUntil(
                        at("2026-11-20T11:00:00Z"), slot("2026-11-20T11:00:00Z"), Reason.DEADLINE_PASSED));
    }

    @Test
    void shouldTakeOverAnObjectThatVolSyncSyncedWithoutRunningAtOnce() {
        FactsBuilder adopted = FactsBuilder.created(CREATED).completed("2026-11-20T04:07:00Z");

        assertThat(decide(DAILY_AT_FOUR, adopted))
                .isEqualTo(new WaitUntil(at("2026-11-21T04:00:00Z"), slot("2026-11-21T04:00:00Z"), Reason.NOT_YET));
    }

    @Test
    void shouldCountIntervalsFromTheLastSlotNotFromTheCompletion() {
        Trigger everyTwoHours = new Trigger.Scheduled(Schedules.valid("@every 2h"));
        FactsBuilder facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T09:30:00Z").completed("2026-11-20T10:10:00Z");

        assertThat(decide(everyTwoHours, facts))
                .isEqualTo(new WaitUntil(at("2026-11-20T11:30:00Z"), slot("2026-11-20T11:30:00Z"), Reason.NOT_YET));
    }

    @Test
    void shouldRunAManualTokenUntilItIsDone() {
        FactsBuilder facts =
                FactsBuilder.created(CREATED).completed("2026-11-20T04:07:00Z").lastManual("a");

        assertThat(decide(new Trigger.Manual("a"), facts)).isEqualTo(new AwaitToken());
        assertThat(decide(new Trigger.Manual("b"), facts)).isEqualTo(new RunNow(new Slot(NOW), manual("b")));
    }

    @Test
    void shouldRunAgainForATokenThatChangedWhileARunAnsweredTheOldOne() {
        RunNow first = (RunNow) decide(new Trigger.Manual("a"), FactsBuilder.created(CREATED));
        FactsBuilder afterwards = FactsBuilder.created(CREATED)
                .completed("2026-11-20T10:00:00Z")
                .lastManual(first.cause().manualToken().orElseThrow());

        assertThat(decide(new Trigger.Manual("b"), afterwards)).isEqualTo(new RunNow(new Slot(NOW), manual("b")));
    }

    @Test
    void shouldLetAManualTokenWinOverASchedule() {
        Trigger both = Trigger.of(Optional.of(Schedules.valid("@hourly")), Optional.of("a"));
        FactsBuilder done =
                FactsBuilder.created(CREATED).handled("2026-11-18T09:30:00Z").lastManual("a");

        assertThat(decide(both, done)).isEqualTo(new AwaitToken());
    }

    @Test
    void shouldTakeAnEmptyManualTokenForNone() {
        Schedule schedule = Schedules.valid("@hourly");

        assertThat(Trigger.of(Optional.of(schedule), Optional.of(""))).isEqualTo(new Trigger.Scheduled(schedule));
        assertThat(Trigger.of(Optional.empty(), Optional.of(""))).isEqualTo(new Trigger.Continuous());
    }

    @Test
    void shouldAnswerARequestAtOnceUnderEveryTrigger() {
        FactsBuilder asked = FactsBuilder.created(CREATED)
                .handled("2026-11-20T10:00:00Z")
                .completed("2026-11-20T10:17:00Z")
                .lastManual("a")
                .request("r2")
                .answered("r1");
        RunNow answer = new RunNow(new Slot(NOW), new RunCause(Kind.REQUEST, Optional.empty(), Optional.of("r2")));

        assertThat(decide(HOURLY, asked)).isEqualTo(answer);
        assertThat(decide(CONTINUOUS, asked)).isEqualTo(answer);
        assertThat(decide(new Trigger.Manual("a"), asked)).isEqualTo(answer);
        assertThat(decide(HOURLY, asked.answered("r2"))).isInstanceOf(WaitUntil.class);
        assertThat(decide(HOURLY, asked.request(""))).isInstanceOf(WaitUntil.class);
    }

    @Test
    void shouldAnswerAManualTokenAndARequestWithOneRun() {
        assertThat(decide(new Trigger.Manual("a"), FactsBuilder.created(CREATED).request("r")))
                .isEqualTo(new RunNow(new Slot(NOW), new RunCause(Kind.MANUAL, Optional.of("a"), Optional.of("r"))));
    }

    @Test
    void shouldCoverTheSlotThatPassedBeforeARequestedRun() {
        FactsBuilder facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T09:00:00Z").request("r");
        RunNow requested = (RunNow) decide(HOURLY, facts);

        assertThat(decide(
                        HOURLY,
                        facts.answered("r").handled(requested.slot().at().toString())))
                .isEqualTo(new WaitUntil(at("2026-11-20T11:00:00Z"), slot("2026-11-20T11:00:00Z"), Reason.NOT_YET));
    }

    @Test
    void shouldStartNothingWhilePaused() {
        FactsBuilder paused = FactsBuilder.created(CREATED).paused().request("r");

        assertThat(decide(HOURLY, paused)).isEqualTo(new Suspended());
        assertThat(decide(CONTINUOUS, paused)).isEqualTo(new Suspended());
        assertThat(decide(new Trigger.Manual("a"), paused)).isEqualTo(new Suspended());
        assertThat(evaluator.nextSyncTime(HOURLY, paused.build(), NOW)).isEmpty();
    }

    @Test
    void shouldKeepContinuousSyncsAMinuteApart() {
        FactsBuilder facts =
                FactsBuilder.created(CREATED).handled("2026-11-20T10:10:00Z").completed("2026-11-20T10:16:23.456Z");

        assertThat(decide(CONTINUOUS, facts)).isEqualTo(new RunNow(new Slot(NOW), cause(Kind.CONTINUOUS)));
        assertThat(evaluator.decide(CONTINUOUS, facts.build(), NOW.minusNanos(1)))
                .isEqualTo(new WaitUntil(NOW, new Slot(NOW), Reason.SPACING));
    }

    @Test
    void shouldNotStopForEverWhenAnotherClockWroteTheFuture() {
        FactsBuilder future =
                FactsBuilder.created(CREATED).handled("2099-01-01T00:00:00Z").completed("2099-01-01T00:05:00Z");

        assertThat(decide(HOURLY, future)).isInstanceOf(RunNow.class);
        assertThat(decide(CONTINUOUS, future)).isInstanceOf(RunNow.class);
        assertThat(decide(HOURLY, FactsBuilder.created(NOW.plusSeconds(90)))).isInstanceOf(RunNow.class);
    }

    @Test
    void shouldTellTheNextSyncTimeOfASchedule() {
        FactsBuilder idle = FactsBuilder.created(CREATED).handled("2026-11-20T10:00:00Z");
        FactsBuilder due = FactsBuilder.created(CREATED).handled("2026-11-20T09:00:00Z");

        assertThat(evaluator.nextSyncTime(HOURLY, idle.build(), NOW)).contains(at("2026-11-20T11:00:00Z"));
        assertThat(evaluator.nextSyncTime(HOURLY, due.build(), NOW)).contains(at("2026-11-20T11:00:00Z"));
        assertThat(evaluator.nextSyncTime(CONTINUOUS, idle.build(), NOW)).isEmpty();
        assertThat(evaluator.nextSyncTime(new Trigger.Manual("a"), idle.build(), NOW))
                .isEmpty();
    }

    private ScheduleDecision decide(Trigger trigger, FactsBuilder facts) {
        return evaluator.decide(trigger, facts.build(), NOW);
    }

    private static RunCause cause(Kind kind) {
        return new RunCause(kind, Optional.empty(), Optional.empty());
    }

    private static RunCause manual(String token) {
        return new RunCause(Kind.MANUAL, Optional.of(token), Optional.empty());
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static Slot slot(String text) {
        return new Slot(at(text));
    }
}
