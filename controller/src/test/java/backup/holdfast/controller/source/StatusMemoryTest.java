package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SyncHistory;
import backup.holdfast.replication.state.SyncHistory.MaintenanceDebt;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusMemoryTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest
    @EnumSource(RunCause.Kind.class)
    void shouldRememberARunUnderWay(RunCause.Kind kind) {
        Optional<String> manual = kind == RunCause.Kind.MANUAL ? Optional.of("before-upgrade") : Optional.empty();
        Optional<String> request = kind == RunCause.Kind.REQUEST ? Optional.of("now") : Optional.empty();
        RecordedRun run = new RecordedRun(
                SampleRuns.ID,
                new Slot(Instant.parse("2026-11-20T04:00:00.123456789Z")),
                new RunCause(kind, manual, request),
                Purpose.SYNC,
                3,
                SampleRuns.STARTED);

        assertThat(remembered(run)).contains(run);
    }

    @Test
    void shouldRememberBothTokensOfARunThatAnswersTwo() {
        RecordedRun run = SampleRuns.sync(RunCause.Kind.MANUAL, Optional.of("a"), Optional.of("b"));

        assertThat(remembered(run)).contains(run);
    }

    @Test
    void shouldRememberThatARunIsMaintenance() {
        assertThat(remembered(SampleRuns.maintenance())).contains(SampleRuns.maintenance());
    }

    @Test
    void shouldKnowOfNoRunWhenItsRecordIsUnusable() {
        CurrentRun written = StatusMemory.run(SampleRuns.scheduled(), Optional.empty());

        assertThat(StatusMemory.run(ReplicationStatus.EMPTY)).isEmpty();
        assertThat(StatusMemory.run(withRun(new CurrentRun(
                        "../etc",
                        written.slot(),
                        written.trigger(),
                        null,
                        null,
                        1,
                        written.startedAt(),
                        null,
                        null,
                        null))))
                .isEmpty();
        assertThat(StatusMemory.run(withRun(new CurrentRun(
                        written.id(), written.slot(), written.trigger(), null, null, 1, null, null, null, null))))
                .isEmpty();
    }

    @Test
    void shouldMendARecordThatLacksItsSlotOrAttempt() {
        CurrentRun run = new CurrentRun(
                SampleRuns.ID.value(),
                null,
                RunTrigger.UNRECOGNIZED,
                null,
                null,
                0,
                SampleRuns.STARTED,
                null,
                null,
                null);

        RecordedRun read = StatusMemory.run(withRun(run)).orElseThrow();

        assertThat(read)
                .isEqualTo(new RecordedRun(
                        SampleRuns.ID,
                        new Slot(SampleRuns.STARTED),
                        new RunCause(RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty()),
                        Purpose.SYNC,
                        1,
                        SampleRuns.STARTED));
    }

    /** Whatever a run led to, the next decision sees in status what it would have seen without a restart. */
    @ParameterizedTest
    @MethodSource("endedRuns")
    void shouldReadBackTheHistoryThatAnEndedRunLeft(RecordedRun run, Optional<MoverOutcome> outcome) {
        ReplicationStatus before = withRun(StatusMemory.run(run, Optional.of("3/repo@17")));
        SyncHistory history = SyncHistory.NONE.after(run, outcome, Optional.of("3/repo@17"), SampleRuns.ENDED);
        Ended ended = new Ended(outcome, Proof.TERMINATED, "");

        ReplicationStatus status =
                SourceStatuses.ended(before, run, ended, history, RunTerms.UNKNOWN, SampleRuns.ENDED);

        assertThat(StatusMemory.history(throughTheApi(status))).isEqualTo(asStatusKeepsIt(history));
    }

    static Stream<Arguments> endedRuns() {
        RecordedRun byTokens = SampleRuns.sync(RunCause.Kind.MANUAL, Optional.of("m"), Optional.of("r"));
        return Stream.of(
                arguments(SampleRuns.scheduled(), Optional.of(SampleRuns.succeeded())),
                arguments(SampleRuns.scheduled(), Optional.of(SampleRuns.failed(FailureClass.UNREACHABLE))),
                arguments(SampleRuns.scheduled(), Optional.of(SampleRuns.failed(FailureClass.PARTIAL_READ))),
                arguments(SampleRuns.scheduled(), Optional.empty()),
                arguments(byTokens, Optional.of(SampleRuns.failed(FailureClass.WRONG_PASSWORD))),
                arguments(byTokens, Optional.of(SampleRuns.succeeded())),
                arguments(
                        SampleRuns.scheduled(),
                        Optional.of(new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                                .maintenanceFailure(FailureClass.LOCKED)
                                .get())),
                arguments(SampleRuns.maintenance(), Optional.empty()));
    }

    /** VolSync's field is in whole seconds, and of a failure the fixed sentence is kept. */
    private static SyncHistory asStatusKeepsIt(SyncHistory history) {
        return new SyncHistory(
                history.handledSlot(),
                history.lastSync().map(at -> at.truncatedTo(ChronoUnit.SECONDS)),
                history.lastDuration(),
                history.lastManualSync(),
                history.lastRequest(),
                history.failed(),
                history.failure(),
                history.failedInputs(),
                history.maintenance()
                        .map(debt -> new MaintenanceDebt(
                                new RunFailure(
                                        debt.failure().failureClass(),
                                        debt.failure().step(),
                                        null,
                                        debt.failure().failureClass().sentence()),
                                debt.attempts(),
                                debt.slot(),
                                debt.since(),
                                debt.lastAttempt())));
    }

    @Test
    void shouldKnowADurationThatVolSyncWrote() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> draft.lastSyncDuration = "1m2.000345678s");

        assertThat(StatusMemory.history(status).lastDuration()).contains(Duration.ofSeconds(62, 345_678));
    }

    @Test
    void shouldForgetFailuresThatAGoodRunFollowed() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> {
            draft.consecutiveFailures = 0;
            draft.lastRun = failedRun();
        });

        assertThat(StatusMemory.history(status).failed()).isEmpty();
        assertThat(StatusMemory.history(status).failure()).isEmpty();
    }

    @Test
    void shouldReadWhatFailedAndWithWhat() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> {
            draft.consecutiveFailures = 4;
            draft.lastRun = failedRun();
        });

        SyncHistory history = StatusMemory.history(status);

        assertThat(history.failed())
                .contains(new FailedAttempts(
                        new Slot(SampleRuns.SLOT), SampleRuns.scheduled().cause(), 4, SampleRuns.ENDED));
        assertThat(history.failure()).contains(FailureClass.WRONG_PASSWORD);
        assertThat(history.failedInputs()).contains("3/repo@17");
    }

    @Test
    void shouldTakeAFailureOfANewerVersionAsUnknown() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> {
            draft.consecutiveFailures = 1;
            draft.lastRun = failedRun().with(run -> run.failureClass = "NovelFailure");
        });

        assertThat(StatusMemory.history(status).failure()).contains(FailureClass.UNKNOWN);
    }

    @Test
    void shouldRememberMaintenanceThatIsOwed() {
        MaintenanceDebt debt = new MaintenanceDebt(
                new RunFailure(FailureClass.LOCKED, "forget", null, FailureClass.LOCKED.sentence()),
                2,
                new Slot(SampleRuns.SLOT),
                SampleRuns.STARTED,
                SampleRuns.ENDED);
        ReplicationStatus status =
                ReplicationStatus.EMPTY.with(draft -> draft.maintenance = StatusMemory.maintenance(Optional.of(debt)));

        assertThat(StatusMemory.history(throughTheApi(status)).maintenance()).contains(debt);
        assertThat(StatusMemory.maintenance(Optional.empty())).isNull();
    }

    private static LastRun failedRun() {
        return LastRun.of(
                        StatusMemory.run(SampleRuns.scheduled(), Optional.of("3/repo@17")),
                        SampleRuns.ENDED,
                        RunResult.FAILED)
                .with(run -> run.failureClass = FailureClass.WRONG_PASSWORD.label());
    }

    private static Optional<RecordedRun> remembered(RecordedRun run) {
        return StatusMemory.run(throughTheApi(withRun(StatusMemory.run(run, Optional.of("3/repo@17")))));
    }

    private static ReplicationStatus withRun(CurrentRun run) {
        return ReplicationStatus.EMPTY.with(draft -> draft.run = run);
    }

    /** As the API server keeps it. */
    private static ReplicationStatus throughTheApi(ReplicationStatus status) {
        return YAML.unmarshal(YAML.asJson(status), ReplicationStatus.class);
    }
}
