package backup.holdfast.controller.destination;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.sync.RunReports;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.state.DestinationFacts;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceStateMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people and Prometheus what became of a destination's runs. */
public final class DestinationReports {
    private static final Logger log = LoggerFactory.getLogger(DestinationReports.class);

    private final SyncCounters counters;
    private final RunReports reports;

    public DestinationReports(EventPublisher events, SyncCounters counters) {
        this.counters = counters;
        this.reports = new RunReports(events, log, "Restore");
    }

    void started(ReplicationDestination destination, RecordedRun run) {
        if (run.attempt() > 1) {
            counters.retried(destination);
        }
        reports.started(destination, run, "restore started");
    }

    void selected(ReplicationDestination destination, RecordedRun run, SelectedSnapshot snapshot) {
        reports.good(
                destination,
                run,
                "SnapshotSelected",
                "Restoring snapshot " + shortId(snapshot.id()) + " of " + snapshot.time() + ": " + snapshot.why());
    }

    void claimCreated(ReplicationDestination destination, RecordedRun run, String claim) {
        reports.good(
                destination,
                run,
                "PersistentVolumeClaimCreated",
                "Created PersistentVolumeClaim " + claim + " to restore into");
    }

    void waiting(ReplicationDestination destination, RecordedRun run, MoverWait wait) {
        reports.waiting(destination, run, wait);
    }

    /**
     * @param before the facts as they were while the run was under way
     * @param status as it was then
     */
    void ended(
            ReplicationDestination destination,
            RecordedRun run,
            Ended ended,
            DestinationFacts before,
            ReplicationStatus status,
            Instant now) {
        ended.outcome()
                .ifPresent(outcome -> outcome.locks().forEach(lock -> {
                    counters.lockMet(destination, lock);
                    reports.lockMet(destination, run, lock);
                }));
        ended.outcome().map(MoverOutcome::restore).ifPresent(counts -> counters.restored(destination, counts));
        Optional<RunFailure> failure = ended.outcome().isEmpty()
                ? Optional.of(RunReports.killed(ended))
                : Optional.ofNullable(ended.outcome().get().failure());
        if (failure.isPresent()) {
            counters.failed(destination, failure.get().failureClass());
            reports.failed(destination, run, "RestoreFailed", failure.get());
            return;
        }
        MoverOutcome outcome = ended.outcome().orElseThrow();
        if (SourceStateMachine.missedIntervals(before.sync(), now) > 0) {
            counters.missedInterval(destination);
        }
        counters.succeeded(destination, Duration.between(run.startedAt(), outcome.endedAt()));
        if (outcome.result() == RunResult.NO_SNAPSHOT) {
            reports.warn(destination, "NoSnapshot", nothing(status, outcome) + " (" + run.id() + ")");
        } else {
            reports.good(destination, run, "RestoreSucceeded", restored(status, outcome));
        }
    }

    private static String nothing(ReplicationStatus status, MoverOutcome outcome) {
        String url = status.restic().repository() == null
                ? "the repository"
                : Objects.requireNonNullElse(status.restic().repository().url(), "the repository");
        return "Nothing was restored from " + url + ": "
                + Objects.requireNonNullElse(outcome.explanation(), "it holds no snapshot")
                + ". By policy (onMissingSnapshot) the volume is handed out as it is, and marked so.";
    }

    private static String restored(ReplicationStatus status, MoverOutcome outcome) {
        SelectedSnapshot selected = status.selectedSnapshot();
        String what = selected == null ? "The snapshot" : "Snapshot " + shortId(selected.id());
        RestoreCounts counts = outcome.restore();
        return what + " is restored"
                + (counts == null
                        ? ""
                        : ": " + counts.filesRestored() + " files, " + counts.bytesRestored() + " bytes written, "
                                + counts.filesSkipped() + " files were as they should be" + saved(counts));
    }

    private static String saved(RestoreCounts counts) {
        SnapshotBrief copy = counts.safetyCopy();
        return copy == null
                ? ""
                : ". The volume as it was before is snapshot " + shortId(copy.id()) + " of host " + copy.host();
    }

    private static String shortId(String id) {
        return id.substring(0, Math.min(8, id.length()));
    }
}
