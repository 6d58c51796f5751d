package backup.holdfast.controller.source;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.sync.RunReports;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SourceFacts;
import backup.holdfast.replication.state.SourceStateMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people and Prometheus what became of a source's runs: one Event, one log line, the counters. */
public final class SourceReports {
    private static final Logger log = LoggerFactory.getLogger(SourceReports.class);
    private static final String ACTION = "Backup";

    private final EventPublisher events;
    private final SyncCounters counters;
    private final RunReports reports;

    public SourceReports(EventPublisher events, SyncCounters counters) {
        this.events = events;
        this.counters = counters;
        this.reports = new RunReports(events, log, ACTION);
    }

    void started(ReplicationSource source, RecordedRun run) {
        if (run.attempt() > 1) {
            counters.retried(source);
        }
        reports.started(source, run, run.purpose() == Purpose.SYNC ? "backup started" : "maintenance started");
    }

    void waiting(ReplicationSource source, RecordedRun run, MoverWait wait) {
        reports.waiting(source, run, wait);
    }

    /** @param before the facts as they were while the run was under way */
    void ended(ReplicationSource source, RecordedRun run, Ended ended, SourceFacts before, Instant now) {
        Optional<MoverOutcome> outcome = ended.outcome();
        Optional<RunFailure> failure = failure(run, ended);
        if (failure.isEmpty()) {
            good(source, run, outcome.orElseThrow(), before, now);
        } else {
            bad(source, run, failure.get());
        }
        outcome.ifPresent(it -> it.locks().forEach(lock -> {
            counters.lockMet(source, lock);
            reports.lockMet(source, run, lock);
        }));
        outcome.map(MoverOutcome::backup).ifPresent(counts -> counters.backedUp(source, counts));
        outcome.map(MoverOutcome::repository)
                .filter(repository -> repository.origin() == Origin.CREATED)
                .ifPresent(repository -> events.publish(
                        source,
                        Kind.NORMAL,
                        "RepositoryCreated",
                        ACTION,
                        "Created restic repository " + repository.url() + " (" + run.id() + ")"));
        if (source.getStatus().restic().retentionFrozen() == null) {
            outcome.map(MoverOutcome::forget)
                    .map(ForgetDone::frozen)
                    .ifPresent(reason -> events.publish(source, Kind.WARNING, "RetentionFrozen", "Forget", reason));
        }
    }

    private static Optional<RunFailure> failure(RecordedRun run, Ended ended) {
        if (ended.outcome().isEmpty()) {
            return Optional.of(RunReports.killed(ended));
        }
        MoverOutcome outcome = ended.outcome().get();
        return Optional.ofNullable(outcome.failure())
                .or(() -> run.purpose() == Purpose.MAINTENANCE
                        ? Optional.ofNullable(outcome.maintenanceFailure())
                        : Optional.empty());
    }

    private void good(
            ReplicationSource source, RecordedRun run, MoverOutcome outcome, SourceFacts before, Instant now) {
        if (run.purpose() == Purpose.SYNC) {
            if (SourceStateMachine.missedIntervals(before, now) > 0) {
                counters.missedInterval(source);
            }
            counters.succeeded(source, Duration.between(run.startedAt(), outcome.endedAt()));
        }
        reports.good(
                source,
                run,
                run.purpose() == Purpose.SYNC ? "BackupSucceeded" : "MaintenanceSucceeded",
                summary(run, outcome));
        RunFailure maintenance = outcome.maintenanceFailure();
        if (maintenance != null) {
            maintenanceFailed(source, run, maintenance);
        }
    }

    private void bad(ReplicationSource source, RecordedRun run, RunFailure failure) {
        switch (run.purpose()) {
            case SYNC -> {
                counters.failed(source, failure.failureClass());
                reports.failed(source, run, "BackupFailed", failure);
            }
            case MAINTENANCE -> maintenanceFailed(source, run, failure);
        }
    }

    private void maintenanceFailed(ReplicationSource source, RecordedRun run, RunFailure failure) {
        counters.maintenanceFailed(source, failure.failureClass());
        reports.failed(source, run, "MaintenanceFailed", failure);
    }

    private static String summary(RecordedRun run, MoverOutcome outcome) {
        if (run.purpose() == Purpose.MAINTENANCE) {
            return "Forget and prune are done";
        }
        return switch (outcome.result()) {
            case SUCCEEDED -> "Snapshot " + shortId(outcome) + ": " + counts(outcome);
            case UNCHANGED -> "Nothing changed since the newest snapshot";
            case EMPTY -> "The volume is empty: no snapshot was made";
            case PARTIAL_READ, NO_SNAPSHOT, FAILED -> outcome.result().toString();
        };
    }

    private static String shortId(MoverOutcome outcome) {
        if (outcome.snapshot() == null) {
            return "-";
        }
        String id = outcome.snapshot().id();
        return id.substring(0, Math.min(8, id.length()));
    }

    private static String counts(MoverOutcome outcome) {
        if (outcome.backup() == null) {
            return "saved";
        }
        List<String> parts = List.of(
                outcome.backup().filesProcessed() + " files",
                outcome.backup().bytesProcessed() + " bytes",
                outcome.backup().bytesAdded() + " bytes added");
        return String.join(", ", parts);
    }
}
