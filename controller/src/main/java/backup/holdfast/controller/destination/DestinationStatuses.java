package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncStatuses;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RunPhase;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.RestorePhase;
import backup.holdfast.replication.state.SyncHistory;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a destination's status changes in the course of a run. Pure; conditions are {@link DestinationConditions}' business. */
final class DestinationStatuses {
    private DestinationStatuses() {}

    /**
     * The run and what it was started with, written before anything is created for it.
     *
     * @param phase where it begins: one that goes on with the snapshot of a failed run keeps it
     * @param retry whether a run for the same sync failed before
     */
    static ReplicationStatus started(
            ReplicationStatus status,
            RecordedRun run,
            RestorePhase phase,
            boolean retry,
            String inputs,
            String claim,
            backup.holdfast.replication.plan.Identity identity,
            RepositorySecret.Usable secret) {
        return status.with(draft -> {
            draft.run =
                    StatusMemory.run(run, Optional.of(inputs)).in(phase(phase)).into(claim);
            draft.lastSyncStartTime = run.startedAt();
            draft.nextAttemptTime = null;
            draft.selectedSnapshot = phase == RestorePhase.RESTORE ? status.selectedSnapshot() : null;
            draft.snapshotMissingSince = retry ? status.snapshotMissingSince() : null;
            draft.restic = status.restic().with(restic -> {
                restic.repository = located(status.restic(), secret);
                restic.identity = new Identity(identity.host(), identity.path());
            });
        });
    }

    private static RepositoryStatus located(ResticStatus before, RepositorySecret.Usable secret) {
        String fingerprint = secret.location().fingerprint();
        RepositoryStatus known = before.repository();
        return known != null && fingerprint.equals(known.fingerprint())
                ? known
                : new RepositoryStatus(fingerprint, null, secret.location().withoutCredentials(), null, null);
    }

    /** From here on the run restores that snapshot and no other. */
    static ReplicationStatus pinned(ReplicationStatus status, SnapshotBrief snapshot, String why) {
        return status.with(draft -> {
            draft.run = requireNonNull(status.run()).in(RunPhase.RESTORING);
            draft.selectedSnapshot = new SelectedSnapshot(
                    snapshot.id(), snapshot.time(), snapshot.host(), List.of(snapshot.path()), snapshot.bytes(), why);
            draft.snapshotMissingSince = null;
        });
    }

    /** The volume is good. */
    static ReplicationStatus imaging(ReplicationStatus status) {
        return status.with(draft -> draft.run = requireNonNull(status.run()).in(RunPhase.IMAGING));
    }

    /** @param image what a good run is offered as; absent where there is nothing to offer */
    static ReplicationStatus ended(
            ReplicationStatus status,
            RecordedRun run,
            Ended ended,
            SyncHistory history,
            Optional<TypedLocalObjectReference> image,
            Instant now) {
        Instant endedAt = SyncStatuses.endedAt(ended, now);
        ReplicationStatus recorded = SyncStatuses.ended(status, run, ended, history, endedAt);
        ReplicationStatus synced = SyncStatuses.synced(
                recorded, status, run, ended, endedAt, (draft, outcome) -> count(draft, status, outcome));
        boolean good = synced.consecutiveFailures() == 0;
        return synced.with(draft -> {
            draft.snapshotMissingSince = good
                    ? null
                    : isAwaited(ended)
                            ? Optional.ofNullable(status.snapshotMissingSince()).orElse(endedAt)
                            : status.snapshotMissingSince();
            if (good && image.isPresent()) {
                draft.latestImage = image.get();
            }
        });
    }

    /** What it was asked to do by hand is done, by filling a claim that named it as its data source. There is no image of that. */
    static ReplicationStatus answered(ReplicationDestination destination, Content content, Instant now) {
        Optional<String> token =
                Optional.ofNullable(destination.getSpec().trigger().manual());
        RunCause cause = new RunCause(RunCause.Kind.MANUAL, token, Optional.empty());
        RunId id = RunId.of(destination.getMetadata().getUid(), "claim/" + token.orElse(""), now, 1);
        RecordedRun run = new RecordedRun(id, new Slot(now), cause, Purpose.SYNC, 1, now);
        MoverOutcome outcome = content instanceof Content.Nothing
                ? MoverOutcome.noSnapshot(id, now, now)
                : MoverOutcome.restored(id, now, now);
        Ended ended = new Ended(Optional.of(outcome), Proof.TERMINATED, "a claim was filled");
        ReplicationStatus before = destination.getStatus().with(draft -> {
            draft.selectedSnapshot = content instanceof Content.Snapshot snapshot ? selected(snapshot) : null;
        });
        SyncHistory history =
                StatusMemory.history(destination.getStatus()).after(run, ended.outcome(), Optional.empty(), now);
        return ended(before, run, ended, history, Optional.empty(), now);
    }

    static SelectedSnapshot selected(Content.Snapshot snapshot) {
        return new SelectedSnapshot(
                snapshot.id(),
                snapshot.time().orElse(null),
                null,
                List.of(),
                snapshot.bytes().isPresent() ? snapshot.bytes().getAsLong() : null,
                "chosen for a claim that names this as its data source");
    }

    /** A run that only looked for a snapshot has none in its record. */
    private static void count(LastRun.Draft draft, ReplicationStatus before, MoverOutcome outcome) {
        SelectedSnapshot selected = before.selectedSnapshot();
        draft.snapshotId = selected == null || outcome.result() == RunResult.NO_SNAPSHOT ? null : selected.id();
        if (outcome.restore() != null) {
            draft.bytesAdded = outcome.restore().bytesRestored();
            draft.bytesProcessed = outcome.restore().bytesTotal();
            draft.filesTotal =
                    outcome.restore().filesRestored() + outcome.restore().filesSkipped();
            SnapshotBrief copy = outcome.restore().safetyCopy();
            draft.safetyCopy = copy == null ? null : copy.id();
        }
    }

    private static boolean isAwaited(Ended ended) {
        RunFailure failure = ended.outcome().map(MoverOutcome::failure).orElse(null);
        return failure != null && failure.failureClass() == FailureClass.SNAPSHOT_AWAITED;
    }

    private static RunPhase phase(RestorePhase phase) {
        return switch (phase) {
            case SELECT -> RunPhase.SELECTING;
            case RESTORE -> RunPhase.RESTORING;
            case IMAGE -> RunPhase.IMAGING;
        };
    }
}
