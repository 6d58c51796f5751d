package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.schedule.RunCause.Kind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncDeadlineTest {

    private static final Instant CREATED = Instant.parse("2026-11-18T09:30:00Z");
    private static final Instant NOW = Instant.parse("2026-11-20T10:17:00Z");
    private static final Trigger HOURLY = new Trigger.Scheduled(Schedules.valid("@hourly"));

    @ParameterizedTest
    @CsvSource({
        // Completed at 04:10: 05:00 may be on its way until 06:00 has passed.
        "2026-11-20T04:11:00Z, 0",
        "2026-11-20T05:30:00Z, 0",
        "2026-11-20T06:00:00Z, 0",
        "2026-11-20T06:00:01Z, 1",
        "2026-11-20T07:00:01Z, 2",
        "2026-11-21T04:10:00Z, 23",
        "2036-11-21T04:10:00Z, 10000",
        "2026-11-20T03:00:00Z, 0",
    })
    void shouldBeOverdueOnceTheSlotAfterTheNextHasPassed(Instant now, int missed) {
        ScheduleFacts facts = FactsBuilder.created(CREATED)
                .handled("2026-11-20T04:00:00Z")
                .completed("2026-11-20T04:10:00Z")
                .build();

        assertThat(SyncDeadline.missedIntervals(HOURLY, facts, now)).isEqualTo(missed);
        assertThat(SyncDeadline.outOfSync(HOURLY, facts, now)).isEqualTo(missed > 0);
    }

    @Test
    void shouldBeOutOfSyncBeforeTheFirstSync() {
        ScheduleFacts facts = ScheduleFacts.created("uid", NOW);

        assertThat(SyncDeadline.outOfSync(HOURLY, facts, NOW)).isTrue();
        assertThat(SyncDeadline.outOfSync(new Trigger.Manual("a"), facts, NOW)).isTrue();
        assertThat(SyncDeadline.outOfSync(new Trigger.Continuous(), facts, NOW)).isTrue();
        assertThat(SyncDeadline.missedIntervals(HOURLY, facts, NOW)).isZero();
    }

    @Test
    void shouldBeOutOfSyncWhileAManualTokenIsNotDone() {
        ScheduleFacts facts = FactsBuilder.created(CREATED)
                .completed("2026-11-18T10:00:00Z")
                .lastManual("a")
                .build();

        assertThat(SyncDeadline.outOfSync(new Trigger.Manual("a"), facts, NOW)).isFalse();
        assertThat(SyncDeadline.outOfSync(new Trigger.Manual("b"), facts, NOW)).isTrue();
    }

    @Test
    void shouldBeOutOfSyncWhileContinuousSyncsFail() {
        FactsBuilder fine = FactsBuilder.created(CREATED).completed("2026-11-20T10:00:00Z");
        RunCause cause = new RunCause(Kind.CONTINUOUS, Optional.empty(), Optional.empty());
        FactsBuilder failing = fine.failed(new FailedAttempts(new Slot(NOW), cause, 1, NOW));

        assertThat(SyncDeadline.outOfSync(new Trigger.Continuous(), fine.build(), NOW))
                .isFalse();
        assertThat(SyncDeadline.outOfSync(new Trigger.Continuous(), failing.build(), NOW))
                .isTrue();
    }
}
