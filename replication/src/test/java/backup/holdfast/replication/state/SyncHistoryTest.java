package backup.holdfast.replication.state;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SyncHistory.MaintenanceDebt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SyncHistoryTest {
    private static final Instant STARTED = Instant.parse("2026-11-20T04:00:00Z");
    private static final Instant ENDED = Instant.parse("2026-11-20T04:05:00Z");
    private static final Instant NOTICED = Instant.parse("2026-11-20T04:05:10Z");
    private static final Slot SLOT = new Slot(STARTED);
    private static final Optional<String> INPUTS = Optional.of("inputs-1");

    private static final RunCause BOTH_TOKENS = new RunCause(Kind.MANUAL, Optional.of("m"), Optional.of("r"));
    private static final RecordedRun RUN = run(BOTH_TOKENS, Purpose.SYNC, SLOT);

    /** A source that has seen everything: it failed before, owes maintenance and has done other tokens. */
    private static final SyncHistory EVENTFUL = new SyncHistory(
            Optional.of(new Slot(STARTED.minusSeconds(7200))),
            Optional.of(STARTED.minusSeconds(7000)),
            Optional.of(Duration.ofSeconds(200)),
            Optional.of("m before"),
            Optional.of("r before"),
            Optional.of(new FailedAttempts(SLOT, BOTH_TOKENS, 4, STARTED.minusSeconds(60))),
            Optional.of(FailureClass.UNREACHABLE),
            Optional.of("inputs-0"),
            Optional.of(new MaintenanceDebt(
                    Ends.failure(FailureClass.LOCKED, "prune"),
                    2,
                    new Slot(STARTED.minusSeconds(7200)),
                    STARTED.minusSeconds(7000),
                    STARTED.minusSeconds(3000))));

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"SUCCEEDED", "UNCHANGED", "EMPTY"})
    void shouldForgetFailuresAfterAGoodSync(RunResult good) {
        SyncHistory after = EVENTFUL.after(RUN, Optional.of(Ends.ended(RUN.id(), good, ENDED)), INPUTS, NOTICED);

        assertThat(after)
                .isEqualTo(new SyncHistory(
                        Optional.of(SLOT),
                        Optional.of(ENDED),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of("m"),
                        Optional.of("r"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepEverythingGoodAfterABadSync(FailureClass failure) {
        SyncHistory after = EVENTFUL.after(RUN, Optional.of(Ends.failed(RUN.id(), failure, ENDED)), INPUTS, NOTICED);

        assertThat(after)
                .isEqualTo(new SyncHistory(
                        failure.retry() == Retry.NEXT_SLOT ? Optional.of(SLOT) : EVENTFUL.handledSlot(),
                        EVENTFUL.lastSync(),
                        EVENTFUL.lastDuration(),
                        Optional.of("m before"),
                        Optional.of("r"),
                        Optional.of(new FailedAttempts(SLOT, BOTH_TOKENS, 5, ENDED)),
                        Optional.of(failure),
                        INPUTS,
                        EVENTFUL.maintenance()));
    }

    @Test
    void shouldCountAnOutcomeNobodyCouldReadAsNeitherGoodNorDone() {
        SyncHistory after = EVENTFUL.after(RUN, Optional.empty(), INPUTS, NOTICED);

        assertThat(after)
                .isEqualTo(new SyncHistory(
                        EVENTFUL.handledSlot(),
                        EVENTFUL.lastSync(),
                        EVENTFUL.lastDuration(),
                        Optional.of("m before"),
                        Optional.of("r"),
                        Optional.of(new FailedAttempts(SLOT, BOTH_TOKENS, 5, NOTICED)),
                        Optional.of(FailureClass.KILLED),
                        INPUTS,
                        EVENTFUL.maintenance()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheTokensItHadWhenARunAnswersNone(RunResult result) {
        RecordedRun scheduled = run(cause(Kind.SCHEDULE), Purpose.SYNC, SLOT);

        SyncHistory after =
                EVENTFUL.after(scheduled, Optional.of(Ends.ended(scheduled.id(), result, ENDED)), INPUTS, NOTICED);

        assertThat(after.lastManualSync()).contains("m before");
        assertThat(after.lastRequest()).contains("r before");
    }

    @Test
    void shouldNeverGoBackToAnOlderSlot() {
        SyncHistory ahead = EVENTFUL.after(RUN, Optional.of(Ends.good(RUN.id(), ENDED)), INPUTS, NOTICED);
        RecordedRun older = run(cause(Kind.SCHEDULE), Purpose.SYNC, new Slot(STARTED.minusSeconds(3600)));

        assertThat(ahead.after(older, Optional.of(Ends.good(older.id(), ENDED)), INPUTS, NOTICED)
                        .handledSlot())
                .contains(SLOT);
        assertThat(ahead.after(
                                older,
                                Optional.of(Ends.failed(older.id(), FailureClass.PARTIAL_READ, ENDED)),
                                INPUTS,
                                NOTICED)
                        .handledSlot())
                .contains(SLOT);
    }

    @Test
    void shouldOweWhatAGoodSyncCouldNotFinish() {
        MoverOutcome owing = Ends.owing(RUN.id(), FailureClass.LOCKED, ENDED);
        RunFailure locked = Ends.failure(FailureClass.LOCKED, "forget");

        assertThat(SyncHistory.NONE
                        .after(RUN, Optional.of(owing), INPUTS, NOTICED)
                        .maintenance())
                .contains(new MaintenanceDebt(locked, 1, SLOT, ENDED, ENDED));
        // It is one debt, however many syncs add to it.
        assertThat(EVENTFUL.after(RUN, Optional.of(owing), INPUTS, NOTICED).maintenance())
                .contains(new MaintenanceDebt(locked, 3, SLOT, STARTED.minusSeconds(7000), ENDED));
    }

    @Test
    void shouldLetMaintenanceChangeNothingButItsDebt() {
        RecordedRun maintenance = run(cause(Kind.SCHEDULE), Purpose.MAINTENANCE, SLOT);
        RunFailure denied = Ends.failure(FailureClass.ACCESS_DENIED, "backup");

        SyncHistory paid =
                EVENTFUL.after(maintenance, Optional.of(Ends.good(maintenance.id(), ENDED)), INPUTS, NOTICED);
        SyncHistory locked = EVENTFUL.after(
                maintenance, Optional.of(Ends.owing(maintenance.id(), FailureClass.LOCKED, ENDED)), INPUTS, NOTICED);
        SyncHistory failed = EVENTFUL.after(
                maintenance,
                Optional.of(Ends.failed(maintenance.id(), FailureClass.ACCESS_DENIED, ENDED)),
                INPUTS,
                NOTICED);
        SyncHistory silent = EVENTFUL.after(maintenance, Optional.empty(), INPUTS, NOTICED);

        assertThat(paid).isEqualTo(owing(Optional.empty()));
        assertThat(locked).isEqualTo(owing(debt(Ends.failure(FailureClass.LOCKED, "forget"), ENDED)));
        assertThat(failed).isEqualTo(owing(debt(denied, ENDED)));
        assertThat(silent)
                .isEqualTo(owing(debt(
                        new RunFailure(FailureClass.KILLED, "maintenance", null, "the mover left no outcome"),
                        NOTICED)));
    }

    private static Optional<MaintenanceDebt> debt(RunFailure failure, Instant at) {
        return Optional.of(new MaintenanceDebt(failure, 3, SLOT, STARTED.minusSeconds(7000), at));
    }

    private static SyncHistory owing(Optional<MaintenanceDebt> debt) {
        return new SyncHistory(
                EVENTFUL.handledSlot(),
                EVENTFUL.lastSync(),
                EVENTFUL.lastDuration(),
                EVENTFUL.lastManualSync(),
                EVENTFUL.lastRequest(),
                EVENTFUL.failed(),
                EVENTFUL.failure(),
                EVENTFUL.failedInputs(),
                debt);
    }

    private static RunCause cause(Kind kind) {
        return new RunCause(kind, Optional.empty(), Optional.empty());
    }

    private static RecordedRun run(RunCause cause, Purpose purpose, Slot slot) {
        return new RecordedRun(
                RunId.of(Source.UID, cause.toString() + purpose, slot.at(), 1), slot, cause, purpose, 5, STARTED);
    }
}
