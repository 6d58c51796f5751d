package backup.holdfast.controller.sync;

import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.GoDuration;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SyncHistory;
import backup.holdfast.replication.state.SyncHistory.MaintenanceDebt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What status remembers, in the words of the decisions, and back. Pure. */
public final class StatusMemory {
    private StatusMemory() {}

    public static Optional<RecordedRun> run(ReplicationStatus status) {
        CurrentRun run = status.run();
        if (run == null || !RunId.isRunId(run.id()) || run.startedAt() == null) {
            return Optional.empty();
        }
        return Optional.of(new RecordedRun(
                new RunId(run.id()),
                new Slot(Objects.requireNonNullElse(run.slot(), run.startedAt())),
                cause(run.trigger(), run.manualToken(), run.requestToken()),
                run.trigger() == RunTrigger.MAINTENANCE ? Purpose.MAINTENANCE : Purpose.SYNC,
                Math.max(1, run.attempt()),
                run.startedAt()));
    }

    public static CurrentRun run(RecordedRun run, Optional<String> inputs) {
        return new CurrentRun(
                run.id().value(),
                run.slot().at(),
                trigger(run),
                run.cause().manualToken().orElse(null),
                run.cause().requestToken().orElse(null),
                run.attempt(),
                run.startedAt(),
                inputs.orElse(null),
                null,
                null);
    }

    public static SyncHistory history(ReplicationStatus status) {
        Optional<LastRun> failed = Optional.ofNullable(status.lastRun()).filter(r -> status.consecutiveFailures() > 0);
        return new SyncHistory(
                Optional.ofNullable(status.lastSlot()).map(Slot::new),
                Optional.ofNullable(status.lastSyncTime()),
                duration(status.lastSyncDuration()),
                Optional.ofNullable(status.lastManualSync()),
                Optional.ofNullable(status.lastHandledRequest()).map(HandledRequest::token),
                failed.flatMap(run -> failedAttempts(run, status.consecutiveFailures())),
                failed.map(run -> FailureClass.ofLabel(String.valueOf(run.failureClass()))),
                failed.map(LastRun::inputs),
                Optional.ofNullable(status.maintenance()).flatMap(StatusMemory::debt));
    }

    public static @Nullable MaintenanceStatus maintenance(Optional<MaintenanceDebt> debt) {
        return debt.map(d -> new MaintenanceStatus(
                        d.failure().failureClass().label(),
                        d.failure().step(),
                        d.failure().failureClass().sentence(),
                        d.attempts(),
                        d.slot().at(),
                        d.since(),
                        d.lastAttempt()))
                .orElse(null);
    }

    private static Optional<FailedAttempts> failedAttempts(LastRun run, int count) {
        return run.endedAt() == null
                ? Optional.empty()
                : Optional.of(new FailedAttempts(
                        new Slot(Objects.requireNonNullElse(run.slot(), run.endedAt())),
                        cause(run.trigger(), run.manualToken(), run.requestToken()),
                        count,
                        run.endedAt()));
    }

    private static Optional<MaintenanceDebt> debt(MaintenanceStatus status) {
        Instant last = status.lastAttempt();
        if (last == null || status.failureClass() == null) {
            return Optional.empty();
        }
        RunFailure failure = new RunFailure(
                FailureClass.ofLabel(status.failureClass()),
                Objects.requireNonNullElse(status.step(), "maintenance"),
                null,
                Objects.requireNonNullElse(status.message(), ""));
        return Optional.of(new MaintenanceDebt(
                failure,
                Math.max(1, status.attempts()),
                new Slot(Objects.requireNonNullElse(status.slot(), last)),
                Objects.requireNonNullElse(status.since(), last),
                last));
    }

    private static RunCause cause(RunTrigger trigger, @Nullable String manual, @Nullable String request) {
        RunCause.Kind kind = switch (trigger) {
            case SCHEDULE, MAINTENANCE, UNRECOGNIZED -> RunCause.Kind.SCHEDULE;
            case MANUAL -> RunCause.Kind.MANUAL;
            case REQUEST -> RunCause.Kind.REQUEST;
            case CONTINUOUS -> RunCause.Kind.CONTINUOUS;
            case INITIAL -> RunCause.Kind.FIRST_SYNC;
        };
        return new RunCause(kind, Optional.ofNullable(manual), Optional.ofNullable(request));
    }

    private static RunTrigger trigger(RecordedRun run) {
        if (run.purpose() == Purpose.MAINTENANCE) {
            return RunTrigger.MAINTENANCE;
        }
        return switch (run.cause().kind()) {
            case FIRST_SYNC -> RunTrigger.INITIAL;
            case SCHEDULE -> RunTrigger.SCHEDULE;
            case MANUAL -> RunTrigger.MANUAL;
            case REQUEST -> RunTrigger.REQUEST;
            case CONTINUOUS -> RunTrigger.CONTINUOUS;
        };
    }

    private static Optional<Duration> duration(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(GoDuration::parse);
    }
}
