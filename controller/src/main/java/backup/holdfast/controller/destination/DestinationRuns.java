package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Afterwards;
import backup.holdfast.controller.destination.DestinationSettings.CacheAfterwards;
import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RecordedStorage;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.state.DestinationDecision;
import backup.holdfast.replication.state.DestinationDecision.Await;
import backup.holdfast.replication.state.DestinationDecision.Pin;
import backup.holdfast.replication.state.DestinationDecision.Rest;
import backup.holdfast.replication.state.DestinationDecision.Start;
import backup.holdfast.replication.state.DestinationStateMachine;
import backup.holdfast.replication.state.ImageSight;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RestorePhase;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Why;
import backup.holdfast.replication.state.SourceStateMachine;
import backup.holdfast.replication.state.SyncHistory;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Carries the runs of destinations from phase to phase. Each step begins with a status write against the version that was read, so
 * that a stale cache or a second controller loses the race; what follows it can be repeated. The one writer of the status.
 */
public final class DestinationRuns {
    private static final String RESTORING = "Restoring";
    private static final String FAILED = "Failed";

    /** Whoever waits is woken; this is for what nobody thought of. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final MoverBackend movers;
    private final StatusWriter statuses;
    private final DestinationClaims claims;
    private final DestinationImages images;
    private final VolumeUse use;
    private final DestinationReports reports;
    private final RestoreGate gate;

    public DestinationRuns(
            MoverBackend movers,
            StatusWriter statuses,
            DestinationClaims claims,
            DestinationImages images,
            VolumeUse use,
            DestinationReports reports,
            RestoreGate gate) {
        this.movers = movers;
        this.statuses = statuses;
        this.claims = claims;
        this.images = images;
        this.use = use;
        this.reports = reports;
        this.gate = gate;
    }

    /** The decision as it stands where other restores have to be let in first. */
    DestinationDecision admit(
            DestinationView view, DestinationDecision decision, Optional<DestinationReferences> found, Instant now) {
        if (!(decision instanceof Start start)) {
            gate.notDue(view.owner());
            return decision;
        }
        DestinationReferences references = found.orElseThrow();
        return gate.admit(
                        view.owner(),
                        start.run().slot().at(),
                        references.repository().usableSecret().location(),
                        references.target().claimName())
                .<DestinationDecision>map(why -> new Rest(new Idle(Why.QUEUED, why, Optional.of(now.plus(ASK_AGAIN)))))
                .orElse(start);
    }

    /** Writes the run down. */
    DestinationView start(DestinationView view, Start start, DestinationReferences found, Instant now) {
        RecordedRun run = start.run();
        DestinationPlans plans = plans(view, found);
        ReplicationStatus started = DestinationStatuses.started(
                view.status(),
                run,
                start.phase(),
                DestinationStateMachine.isRetry(view.history(), run),
                found.readiness().digest().orElse(""),
                found.target().claimName(),
                plans.identity(),
                found.repository().usableSecret());
        ReplicationDestination written = write(view.with(started), new Await(run), found.readiness(), now);
        reports.started(written, run);
        return view.as(written);
    }

    /** Starts the mover that looks for the snapshot. */
    void select(DestinationView view, RecordedRun run, Optional<DestinationReferences> found, Instant now) {
        usable(view, run, found, now)
                .ifPresent(references -> launch(
                        view,
                        run,
                        plans(view, references).select(DestinationView.moverId(run, RestorePhase.SELECT), now),
                        references,
                        now));
    }

    /** Writes down which snapshot the run restores. */
    DestinationView pin(DestinationView view, Pin pin, Readiness readiness, Instant now) {
        ReplicationStatus pinned = DestinationStatuses.pinned(view.status(), pin.snapshot(), pin.why());
        ReplicationDestination written = write(view.with(pinned).unseen(), new Await(pin.run()), readiness, now);
        reports.selected(written, pin.run(), requireNonNull(pinned.selectedSnapshot()));
        movers.cleanUp(view.owner(), DestinationView.moverId(pin.run(), RestorePhase.SELECT));
        return view.as(written).unseen();
    }

    /** Provides the volume, marks it, and starts the mover that writes the snapshot into it; or says what that waits for. */
    Optional<MoverWait> restore(
            DestinationView view, RecordedRun run, Optional<DestinationReferences> found, Instant now) {
        Optional<DestinationReferences> usable = usable(view, run, found, now);
        SelectedSnapshot snapshot = view.status().selectedSnapshot();
        if (usable.isEmpty() || snapshot == null) {
            return Optional.empty();
        }
        DestinationReferences references = usable.get();
        Optional<MoverWait> leaving = leaving(references);
        if (leaving.isPresent()) {
            return leaving;
        }
        PersistentVolumeClaim claim = provide(view, run, references);
        Optional<MoverWait> other = use.otherRestore(claim, view.destination());
        if (other.isPresent()) {
            return other;
        }
        // First the mark, then the look for a backup: one that begins in between finds the mark.
        claims.mark(claim, new RestoreMark(run.id().value(), snapshot.id(), RESTORING));
        Optional<MoverWait> backup = use.backup(claim);
        if (backup.isEmpty()) {
            List<EndedRun> ended = use.endedRuns(
                    view.destination(),
                    references.repository().usableSecret().location().fingerprint());
            RestorePlan plan = plans(view, references)
                    .restore(run, snapshot, claim.getMetadata().getUid(), ended, now);
            launch(view, run, plan, references, now);
        }
        return backup;
    }

    /** The same with what can be seen of the image of its restored volume. */
    DestinationView withImage(DestinationView view) {
        if (view.run().isEmpty()
                || view.snapshotImage().isEmpty()
                || view.claimName().isEmpty()) {
            return view;
        }
        return view.seeing(
                view.phase() == RestorePhase.IMAGE
                        ? images.look(
                                view.owner(), view.run().get(), view.claimName().get())
                        : new ImageSight.NotTaken());
    }

    /** Takes the mark from the good volume and asks for its snapshot. */
    void makeImage(
            DestinationView view,
            RecordedRun run,
            Optional<PersistentVolumeClaim> claim,
            Readiness readiness,
            Instant now) {
        DestinationView imaging = view;
        if (view.phase() == RestorePhase.RESTORE) {
            claim.ifPresent(claims::markGood);
            imaging = view.as(
                    write(view.with(DestinationStatuses.imaging(view.status())), new Await(run), readiness, now));
        }
        String name = imaging.claimName().orElseThrow();
        Optional<String> refusal =
                images.take(view.owner(), run, name, view.snapshotImage().orElseThrow());
        if (refusal.isPresent()) {
            conclude(imaging, run, refused(run, FailureClass.NOT_ADMITTED, refusal.get(), now), claim, readiness, now);
        }
    }

    /** Hands the volume out as it is, marked, and concludes; or says what that waits for. */
    Optional<MoverWait> leaveEmpty(
            DestinationView view, RecordedRun run, Ended ended, Optional<DestinationReferences> found, Instant now) {
        Optional<DestinationReferences> usable = usable(view, run, found, now);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        Optional<MoverWait> leaving = leaving(usable.get());
        if (leaving.isEmpty()) {
            claims.markEmpty(provide(view, run, usable.get()), run.id().value());
            conclude(view, run, ended, usable.get().claim(), usable.get().readiness(), now);
        }
        return leaving;
    }

    /**
     * Writes down what came of a run, then removes what it left.
     *
     * @param claim that of the run, as it is now
     * @param readiness for the next run; one without a digest tells about the spec alone
     */
    void conclude(
            DestinationView view,
            RecordedRun run,
            Ended ended,
            Optional<PersistentVolumeClaim> claim,
            Readiness readiness,
            Instant now) {
        ReplicationStatus before = view.status();
        if (view.phase() != RestorePhase.SELECT) {
            claim.ifPresent(it -> remark(it, run, ended, before));
        }
        Optional<String> inputs = Optional.ofNullable(before.run()).map(CurrentRun::inputs);
        SyncHistory history = view.history().after(run, ended.outcome(), inputs, now);
        ReplicationStatus status =
                unlocked(view, ended, DestinationStatuses.ended(before, run, ended, history, image(view, run), now));
        // Where nothing was looked up, what the run started with still holds.
        Readiness known =
                readiness.digest().filter(String::isEmpty).isPresent() ? new Ready(inputs.orElse("")) : readiness;
        DestinationView after = view.with(status).unseen();
        write(after, DestinationStateMachine.next(after.facts(known), now), known, now);
        reports.ended(view.destination(), run, ended, view.facts(known), before, now);
        gate.ended(view.owner(), RecordedStorage.endpoint(status), ended.outcome());
        movers.cleanUp(view.owner(), DestinationView.moverId(run, RestorePhase.SELECT));
        movers.cleanUp(view.owner(), run.id());
        tidyUp(after, claim);
    }

    /** The mover that looks for the snapshot takes no lock and meets none: only the one that restores acts on the token. */
    private static ReplicationStatus unlocked(DestinationView view, Ended ended, ReplicationStatus status) {
        String token = requireNonNull(view.destination().getSpec().restic()).unlock();
        CurrentRun run = view.status().run();
        boolean done = token != null
                && !token.isEmpty()
                && run != null
                && !changed(view, run)
                && view.phase() != RestorePhase.SELECT
                && ended.outcome().filter(RunRecords::hasUnlocked).isPresent();
        return done
                ? status.with(draft -> draft.restic = status.restic().with(restic -> restic.lastUnlocked = token))
                : status;
    }

    /** A volume that a restore did not get through with stays marked. */
    private void remark(PersistentVolumeClaim claim, RecordedRun run, Ended ended, ReplicationStatus status) {
        boolean good = ended.outcome()
                .filter(outcome -> outcome.result() == RunResult.SUCCEEDED)
                .isPresent();
        if (good) {
            claims.markGood(claim);
        } else if (RestoreMark.on(claim)
                .filter(mark -> mark.runId().equals(run.id().value()))
                .isPresent()) {
            String snapshot = status.selectedSnapshot() == null
                    ? ""
                    : status.selectedSnapshot().id();
            claims.mark(claim, new RestoreMark(run.id().value(), snapshot, FAILED));
        }
    }

    /** Shows what a destination waits for, or what is thought of a spec that was changed while a run is under way. */
    void show(DestinationView view, DestinationDecision decision, Readiness readiness, Instant now) {
        write(view, decision, readiness, now);
    }

    /** Shows that a run is kept from going on, or no longer is. */
    void showWait(DestinationView view, RecordedRun run, Readiness readiness, Instant now) {
        write(view, new Await(run), readiness, now);
        view.waitsFor().ifPresent(wait -> reports.waiting(view.destination(), run, wait));
    }

    /** Shows that nothing can be started. */
    void halt(ReplicationDestination destination, String why, Instant now) {
        ReplicationStatus status = destination.getStatus();
        Conditions conditions =
                new Conditions(status.conditions(), destination.getMetadata().getGeneration(), now);
        SyncConditions.halt(conditions, why);
        statuses.write(destination, status.with(draft -> draft.conditions = conditions.toList()));
    }

    /** What the run needs, if it can go on; where it can't it is concluded. */
    private Optional<DestinationReferences> usable(
            DestinationView view, RecordedRun run, Optional<DestinationReferences> found, Instant now) {
        if (!isCurrent(view, run)) {
            return Optional.empty();
        }
        Readiness readiness = found.map(DestinationReferences::readiness).orElseGet(view::specReadiness);
        CurrentRun written = requireNonNull(view.status().run());
        Optional<NotReady> obstacle = readiness instanceof NotReady notReady
                ? Optional.of(notReady)
                : changed(view, written)
                        ? Optional.of(new NotReady(
                                FailureClass.CANCELLED, "the spec was changed while the snapshot was looked for"))
                        : Optional.empty();
        if (obstacle.isEmpty()) {
            return found;
        }
        Ended refused = refused(run, obstacle.get().failure(), obstacle.get().detail(), now);
        conclude(view, run, refused, found.flatMap(DestinationReferences::claim), readiness, now);
        return Optional.empty();
    }

    /** What was chosen by one spec is not written by another. */
    private static boolean changed(DestinationView view, CurrentRun run) {
        return !RepositoryReferences.areOfGeneration(
                String.valueOf(run.inputs()), view.destination().getMetadata().getGeneration());
    }

    /** A cache that lags behind shows a run that has ended and been cleaned up as one that was never started. */
    private boolean isCurrent(DestinationView view, RecordedRun run) {
        return statuses.fresh(view.destination())
                .map(ReplicationDestination::getStatus)
                .filter(live -> StatusMemory.run(live)
                        .filter(it -> it.id().equals(run.id()))
                        .isPresent())
                .filter(live -> DestinationView.phase(live) == view.phase())
                .isPresent();
    }

    private static Optional<MoverWait> leaving(DestinationReferences found) {
        return found.claim()
                .filter(DestinationReferences::isLeaving)
                .map(claim -> new MoverWait(
                        Cause.VOLUME_LEAVING,
                        "PersistentVolumeClaim " + claim.getMetadata().getName() + " is being removed"));
    }

    private PersistentVolumeClaim provide(DestinationView view, RecordedRun run, DestinationReferences found) {
        return found.claim().orElseGet(() -> {
            PersistentVolumeClaim made = claims.create(view.owner(), (Target.Provisioned) found.target());
            reports.claimCreated(view.destination(), run, made.getMetadata().getName());
            return made;
        });
    }

    private void launch(
            DestinationView view, RecordedRun run, MoverPlan plan, DestinationReferences found, Instant now) {
        RepositorySecret.Usable secret = found.repository().usableSecret();
        try {
            movers.start(new MoverAssignment(
                    view.owner(),
                    found.target().claimName(),
                    plan,
                    secret.environment(),
                    found.repository().certificate(),
                    Optional.of(new MoverPod(
                            secret.name(),
                            requireNonNull(view.destination().getSpec().restic())))));
        } catch (MoverRefusedException e) {
            Ended refused = refused(run, e.failure(), String.valueOf(e.getMessage()), now);
            conclude(view, run, refused, found.claim(), found.readiness(), now);
        }
    }

    private DestinationPlans plans(DestinationView view, DestinationReferences found) {
        Placement plain = movers.place(view.owner(), found.target().claimName());
        Placement placement = found.repository()
                .certificate()
                .map(certificate -> plain.trusting(movers.caCertificate(view.owner())))
                .orElse(plain);
        return new DestinationPlans(
                view.destination(),
                view.settings().orElseThrow(),
                found.repository().usableSecret(),
                placement);
    }

    /** What the run is offered as, if it was good. */
    private static Optional<TypedLocalObjectReference> image(DestinationView view, RecordedRun run) {
        Optional<String> claim = view.claimName().filter(name -> view.settings().isPresent());
        if (view.snapshotImage().isEmpty()) {
            return claim.map(name -> new TypedLocalObjectReference("", "PersistentVolumeClaim", name));
        }
        return view.phase() == RestorePhase.IMAGE
                ? claim.map(name -> new TypedLocalObjectReference(
                        VolumeSnapshot.GROUP, "VolumeSnapshot", DestinationImages.name(run, name)))
                : Optional.empty();
    }

    /** Once the status says what is offered now, what it takes the place of goes. */
    private void tidyUp(DestinationView view, Optional<PersistentVolumeClaim> claim) {
        Optional<DestinationSettings> settings = view.settings();
        TypedLocalObjectReference offered = view.status().latestImage();
        if (settings.isEmpty() || view.status().consecutiveFailures() > 0) {
            return;
        }
        TypedLocalObjectReference before = view.destination().getStatus().latestImage();
        if (before != null && "VolumeSnapshot".equals(before.getKind()) && !before.equals(offered)) {
            images.supersede(view.owner(), before.getName());
            images.sweep(view.owner());
        }
        if (settings.get().target() instanceof Target.Provisioned made && made.afterwards() == Afterwards.DELETE) {
            claim.filter(it -> view.owner().owns(it.getMetadata())).ifPresent(claims::remove);
        }
        if (settings.get().cacheAfterwards() == CacheAfterwards.DELETE) {
            movers.dropCache(view.owner());
        }
    }

    private ReplicationDestination write(
            DestinationView view, DestinationDecision decision, Readiness readiness, Instant now) {
        ReplicationDestination destination = view.destination();
        long generation = destination.getMetadata().getGeneration();
        Conditions conditions = new Conditions(view.status().conditions(), generation, now);
        DestinationConditions.apply(
                conditions,
                view.status(),
                decision,
                readiness,
                view.settings().map(DestinationSettings::trigger),
                view.waitsFor());
        Optional<Instant> nextSync =
                SourceStateMachine.nextSync(view.facts(readiness).sync(), now);
        ReplicationStatus complete = view.status().with(draft -> {
            draft.observedGeneration = generation;
            draft.conditions = conditions.toList();
            draft.nextSyncTime = nextSync.orElse(null);
            if (decision instanceof Rest) {
                // VolSync's mark of a run under way: one of its own may have been cut off by the change to Holdfast.
                draft.lastSyncStartTime = null;
            }
            draft.nextAttemptTime = decision instanceof Rest rest && rest.idle().why() == Why.BACK_OFF
                    ? rest.idle().wakeAt().orElse(null)
                    : null;
            draft.schedule = view.settings()
                    .flatMap(DestinationSettings::resolvedSchedule)
                    .orElse(null);
        });
        return statuses.write(destination, complete);
    }

    /** A run that could not go on. */
    private static Ended refused(RecordedRun run, FailureClass failure, String message, Instant now) {
        return new Ended(
                Optional.of(MoverOutcome.notStarted(run.id(), failure, message, now)), Proof.TERMINATED, message);
    }
}
