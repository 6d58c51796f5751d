package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Image;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncRequests;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunPhase;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.Backoff;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.DestinationFacts;
import backup.holdfast.replication.state.DestinationFacts.Pinned;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.ImageSight;
import backup.holdfast.replication.state.MissingWait;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RestorePhase;
import backup.holdfast.replication.state.SourceFacts;
import backup.holdfast.replication.state.SyncHistory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A destination at one look: its object, what its spec means, and what can be seen of its run.
 *
 * @param status the object's, or the one about to be written
 * @param mover that of the run's phase
 */
record DestinationView(
        ReplicationDestination destination,
        ReplicationStatus status,
        ResolvedSpec<DestinationSettings> resolved,
        Optional<RecordedRun> run,
        MoverObservation mover,
        ImageSight image) {
    /** While a snapshot is awaited, somebody is waiting for it. */
    private static final Backoff AWAITING = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(1));

    RunOwner owner() {
        return RunOwner.of(destination);
    }

    Optional<DestinationSettings> settings() {
        return resolved instanceof Valid<DestinationSettings> valid ? Optional.of(valid.settings()) : Optional.empty();
    }

    /** As far as the spec alone tells: what it refers to is looked up only when it matters. */
    Readiness specReadiness() {
        return resolved instanceof Invalid<DestinationSettings> invalid
                ? new Readiness.NotReady(invalid.failure(), invalid.detail())
                : new Readiness.Ready("");
    }

    SyncHistory history() {
        return StatusMemory.history(status);
    }

    RestorePhase phase() {
        return phase(status);
    }

    static RestorePhase phase(ReplicationStatus status) {
        RunPhase phase = status.run() == null ? null : status.run().phase();
        return switch (phase == null ? RunPhase.SELECTING : phase) {
            case SELECTING, UNRECOGNIZED -> RestorePhase.SELECT;
            case RESTORING -> RestorePhase.RESTORE;
            case IMAGING -> RestorePhase.IMAGE;
        };
    }

    /**
     * The name under which a phase's mover runs. The one that looks for the snapshot takes no lock, so that its name is nobody's
     * proof: the run's own belongs to the one that restores.
     */
    static RunId moverId(RecordedRun run, RestorePhase phase) {
        return switch (phase) {
            case SELECT -> RunId.of(run.id().value(), "select", run.slot().at(), 1);
            case RESTORE, IMAGE -> run.id();
        };
    }

    /** The snapshot that a good restore is offered as, if it is not the volume itself. */
    Optional<Image.OfASnapshot> snapshotImage() {
        return settings()
                .map(DestinationSettings::image)
                .filter(Image.OfASnapshot.class::isInstance)
                .map(Image.OfASnapshot.class::cast);
    }

    /** Of the run under way, whatever the spec says by now. */
    Optional<String> claimName() {
        return Optional.ofNullable(status.run()).map(CurrentRun::claim);
    }

    /** What keeps the run from going on, if anything does. */
    Optional<MoverWait> waitsFor() {
        return phase() == RestorePhase.IMAGE && image instanceof ImageSight.Pending pending
                ? Optional.of(pending.why())
                : mover.waitsFor();
    }

    DestinationFacts facts(Readiness readiness) {
        return facts(readiness, Optional.empty());
    }

    /** @param hold what keeps a run from starting */
    DestinationFacts facts(Readiness readiness, Optional<Hold> hold) {
        return new DestinationFacts(
                new SourceFacts(
                        destination.getMetadata().getUid(),
                        settings().map(DestinationSettings::trigger),
                        policy(),
                        SyncRequests.of(destination),
                        history(),
                        run,
                        mover,
                        readiness,
                        hold),
                phase(),
                pinned(),
                new MissingWait(
                        settings().map(DestinationSettings::missingWait).orElse(Duration.ZERO),
                        Optional.ofNullable(status.snapshotMissingSince())),
                image);
    }

    private SchedulePolicy policy() {
        SchedulePolicy policy = settings().map(DestinationSettings::policy).orElse(SchedulePolicy.DEFAULT);
        return history().failure().equals(Optional.of(FailureClass.SNAPSHOT_AWAITED))
                ? new SchedulePolicy(policy.jitter(), policy.startingDeadline(), policy.spacing(), AWAITING)
                : policy;
    }

    /** Only a run that came to restore has a snapshot in its record. */
    private Optional<Pinned> pinned() {
        LastRun last = status.lastRun();
        if (last == null || status.selectedSnapshot() == null || last.inputs() == null) {
            return Optional.empty();
        }
        String id = status.selectedSnapshot().id();
        return Objects.equals(id, last.snapshotId())
                ? Optional.of(new Pinned(id, requireNonNull(last.inputs())))
                : Optional.empty();
    }

    /** The same destination, written. */
    DestinationView as(ReplicationDestination written) {
        return new DestinationView(
                written, written.getStatus(), resolved, StatusMemory.run(written.getStatus()), mover, image);
    }

    /** The same with another status, which is about to be written. */
    DestinationView with(ReplicationStatus next) {
        return new DestinationView(destination, next, resolved, StatusMemory.run(next), mover, image);
    }

    /** The same as seen right after something was put in its way. */
    DestinationView waiting(MoverWait wait) {
        return seeing(new MoverObservation.Blocked(wait));
    }

    /** The same with nothing to be seen of a mover. */
    DestinationView unseen() {
        return seeing(new MoverObservation.Absent());
    }

    DestinationView seeing(ImageSight seen) {
        return new DestinationView(destination, status, resolved, run, mover, seen);
    }

    DestinationView seeing(MoverObservation seen) {
        return new DestinationView(destination, status, resolved, run, seen, image);
    }
}
