package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.crds.volsync.BackupSummary;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.EndedRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MoverStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.GoDuration;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SyncHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a source's status changes when a run starts and when it ends. Pure; conditions are {@link SourceConditions}' business. */
final class SourceStatuses {

    private static final RepositoryStatus NOTHING_KNOWN = new RepositoryStatus(null, null, null, null, null);

    private SourceStatuses() {}

    /**
     * The run and what it was started with, written before anything is created for it: consent tokens count as acted on from here,
     * so that a crash never acts on one twice.
     */
    static ReplicationStatus started(
            ReplicationStatus status,
            RecordedRun run,
            String inputs,
            BackupPlan plan,
            RepositorySecret.Usable secret,
            Consents consents) {
        return status.with(draft -> {
            draft.run = StatusMemory.run(run, Optional.of(inputs));
            draft.lastSyncStartTime = run.purpose() == Purpose.SYNC ? run.startedAt() : null;
            draft.nextAttemptTime = null;
            draft.restic = status.restic().with(restic -> {
                restic.repository = located(status.restic().repository(), secret);
                restic.identity =
                        new Identity(plan.identity().host(), plan.identity().path());
                if (plan.repository().ifAbsent() == Absence.CREATE) {
                    restic.handledCreateRepository = consents.createRepository();
                }
                if (consents.acceptChange() != null && !consents.acceptChange().equals(restic.acceptedChange)) {
                    restic.acceptedChange = consents.acceptChange();
                    restic.acceptedAt = plan.plannedAt();
                }
            });
        });
    }

    /** The consent tokens of the spec. */
    record Consents(
            @Nullable String createRepository, @Nullable String acceptChange) {}

    static ReplicationStatus ended(
            ReplicationStatus status, RecordedRun run, Ended ended, SyncHistory history, Instant now) {
        Optional<MoverOutcome> outcome = ended.outcome();
        Instant endedAt = outcome.map(MoverOutcome::endedAt).orElse(now);
        EndProof proof = ended.proof() == Proof.TERMINATED ? EndProof.TERMINATED : EndProof.VANISHED;
        ReplicationStatus recorded = status.withEndedRun(new EndedRun(run.id().value(), endedAt, proof))
                .with(draft -> {
                    draft.run = null;
                    draft.lastSyncStartTime = null;
                    draft.lastSyncTime = history.lastSync().orElse(null);
                    draft.lastSyncDuration =
                            history.lastDuration().map(GoDuration::format).orElse(status.lastSyncDuration());
                    draft.lastSlot = history.handledSlot().map(Slot::at).orElse(null);
                    draft.lastManualSync = history.lastManualSync().orElse(null);
                    draft.maintenance = StatusMemory.maintenance(history.maintenance());
                    draft.consecutiveFailures =
                            history.failed().map(FailedAttempts::count).orElse(0);
                    draft.firstFailureTime = history.failed().isEmpty()
                            ? null
                            : Optional.ofNullable(status.firstFailureTime()).orElse(endedAt);
                    draft.restic =
                            outcome.map(o -> restic(status.restic(), run, o)).orElse(status.restic());
                });
        return run.purpose() == Purpose.SYNC ? synced(recorded, status, run, ended, endedAt) : recorded;
    }

    private static ReplicationStatus synced(
            ReplicationStatus recorded, ReplicationStatus before, RecordedRun run, Ended ended, Instant endedAt) {
        Optional<MoverOutcome> outcome = ended.outcome();
        RunResult result = outcome.map(SourceStatuses::result).orElse(RunResult.UNKNOWN);
        LastRun last = lastRun(before, run, ended, result, endedAt);
        return recorded.with(draft -> {
            draft.lastRun = last;
            run.cause()
                    .requestToken()
                    .ifPresent(token -> draft.lastHandledRequest =
                            new HandledRequest(token, run.id().value(), result));
            draft.latestMoverStatus = new MoverStatus(
                    recorded.consecutiveFailures() == 0 ? MoverStatus.SUCCESSFUL : MoverStatus.FAILED,
                    outcome.map(MoverOutcome::logTail).orElse(ended.detail()));
        });
    }

    private static LastRun lastRun(
            ReplicationStatus before, RecordedRun run, Ended ended, RunResult result, Instant endedAt) {
        String inputs = before.run() == null ? null : before.run().inputs();
        LastRun plain = LastRun.of(StatusMemory.run(run, Optional.ofNullable(inputs)), endedAt, result);
        if (ended.outcome().isEmpty()) {
            return plain.with(draft -> {
                draft.failureClass = FailureClass.KILLED.label();
                draft.message = FailureClass.KILLED.sentence();
            });
        }
        MoverOutcome outcome = ended.outcome().get();
        RunFailure failure = outcome.failure();
        return plain.with(draft -> {
            draft.failureClass = failure == null ? null : failure.failureClass().label();
            draft.message = failure == null ? null : failure.failureClass().sentence();
            draft.snapshotId =
                    outcome.snapshot() == null ? null : outcome.snapshot().id();
            if (outcome.backup() != null) {
                draft.bytesAdded = outcome.backup().bytesAdded();
                draft.bytesProcessed = outcome.backup().bytesProcessed();
                draft.filesTotal = outcome.backup().filesProcessed();
            }
            draft.forgotten = outcome.forget() == null ? null : outcome.forget().removed();
            draft.pruned = outcome.prune() != null;
        });
    }

    private static ResticStatus restic(ResticStatus before, RecordedRun run, MoverOutcome outcome) {
        ResticStatus after = before.with(draft -> {
            if (outcome.repository() != null) {
                draft.repository = seen(before.repository(), run, outcome.repository(), outcome.endedAt());
            }
            if (outcome.snapshot() != null) {
                draft.latestSnapshot = snapshot(outcome);
            }
            if (outcome.prune() != null) {
                draft.lastPruned = outcome.prune().at();
            }
            ForgetDone forget = outcome.forget();
            if (forget != null) {
                draft.snapshotCount = forget.kept();
                draft.retentionFrozen = frozen(before.retentionFrozen(), forget, outcome.endedAt());
                draft.lastForget = forget.removed() > 0 ? outcome.endedAt() : before.lastForget();
            }
        });
        SnapshotBrief made = outcome.snapshot();
        return made == null || made.files() == null || made.bytes() == null
                ? after
                : after.withSummary(new BackupSummary(made.time(), made.files(), made.bytes()));
    }

    private static RepositoryStatus located(@Nullable RepositoryStatus before, RepositorySecret.Usable secret) {
        String fingerprint = secret.location().fingerprint();
        String url = secret.location().withoutCredentials();
        if (before == null) {
            return new RepositoryStatus(fingerprint, null, url, null, null);
        }
        // Where history was seen is remembered until history is seen elsewhere: it is what tells a typo from a new
        // start.
        return fingerprint.equals(before.fingerprint()) || before.firstSnapshotSeen() != null
                ? before
                : new RepositoryStatus(fingerprint, null, url, null, null);
    }

    /** A repository that could be opened for a backup holds history of this source from then on. */
    private static RepositoryStatus seen(
            @Nullable RepositoryStatus before, RecordedRun run, MoverOutcome.RepositorySeen seen, Instant now) {
        RepositoryStatus same =
                before != null && seen.fingerprint().equals(before.fingerprint()) ? before : NOTHING_KNOWN;
        return new RepositoryStatus(
                seen.fingerprint(),
                seen.id() == null ? same.id() : seen.id(),
                seen.url(),
                same.firstSnapshotSeen() == null ? now : same.firstSnapshotSeen(),
                seen.origin() == Origin.CREATED ? run.id().value() : same.createdBy());
    }

    private static SnapshotStatus snapshot(MoverOutcome outcome) {
        SnapshotBrief made = requireNonNull(outcome.snapshot());
        return new SnapshotStatus(
                made.id(),
                made.time(),
                made.host(),
                List.of(made.path()),
                made.files(),
                made.bytes(),
                outcome.backup() == null ? null : outcome.backup().bytesAdded(),
                null);
    }

    private static @Nullable RetentionFrozen frozen(@Nullable RetentionFrozen before, ForgetDone forget, Instant now) {
        if (forget.frozen() == null) {
            return null;
        }
        Instant since = before == null || before.since() == null ? now : before.since();
        return new RetentionFrozen(forget.frozen(), since, forget.wouldRemove(), forget.kept());
    }

    static RunResult result(MoverOutcome outcome) {
        RunFailure failure = outcome.failure();
        return switch (outcome.result()) {
            case SUCCEEDED -> RunResult.SUCCEEDED;
            case UNCHANGED -> RunResult.UNCHANGED;
            case EMPTY -> RunResult.EMPTY;
            case PARTIAL_READ -> RunResult.PARTIAL_READ;
            case NO_SNAPSHOT -> RunResult.NO_SNAPSHOT;
            case FAILED ->
                failure != null && failure.failureClass() == FailureClass.CANCELLED
                        ? RunResult.CANCELLED
                        : RunResult.FAILED;
        };
    }
}
