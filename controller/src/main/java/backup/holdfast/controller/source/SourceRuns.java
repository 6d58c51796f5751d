package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.recovery.Scoreboard;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Await;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceStateMachine;
import backup.holdfast.replication.state.SyncHistory;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts and ends the runs of sources. Whatever must not happen twice begins with a status write against the version that was
 * read: a stale cache or a second controller loses the race instead of starting a second run. The one writer of the status.
 */
public final class SourceRuns {
    private final MoverBackend movers;
    private final StatusWriter statuses;
    private final SourceReports reports;
    private final Tenants tenants;
    private final RestoreTargets restores;
    private final SourceGate gate;
    private final Scoreboard scoreboard;

    /** @param restores what is being restored: no backup of that volume starts, and nothing is removed from that repository */
    public SourceRuns(
            MoverBackend movers,
            StatusWriter statuses,
            SourceReports reports,
            Tenants tenants,
            RestoreTargets restores,
            SourceGate gate,
            Scoreboard scoreboard) {
        this.movers = movers;
        this.statuses = statuses;
        this.reports = reports;
        this.tenants = tenants;
        this.restores = restores;
        this.gate = gate;
        this.scoreboard = scoreboard;
    }

    /** All sources there are, this controller's and others'. */
    void among(SourceCache sources) {
        tenants.among(sources);
        gate.among(sources::all, restores::running);
    }

    /** Learns from what a source refers to, whether or not a run comes of it. */
    void found(SourceView view, SourceReferences found) {
        if (found.secret() instanceof RepositorySecret.Usable usable) {
            tenants.saw(view.source(), usable);
        }
        scoreboard.saw(view.source(), found.claimSight());
    }

    /** The decision as it stands where others have to be let in first. */
    SourceDecision admit(SourceView view, SourceDecision decision, Optional<SourceReferences> found, Instant now) {
        if (decision instanceof Start start) {
            return gate.admit(view, start, found.orElseThrow(), now);
        }
        gate.notDue(view);
        return decision;
    }

    /** By a restore, into the volume or about to be. */
    Optional<Hold> restoring(SourceReferences found) {
        return found.hold()
                .or(() -> restores.holdOn(found.source().getMetadata().getNamespace(), found.claimName()));
    }

    /** Writes the run down, then starts its mover. */
    void start(SourceView view, RecordedRun run, SourceReferences found, Instant now) {
        RepositorySecret.Usable secret = (RepositorySecret.Usable) found.secret();
        BackupPlan plan = plan(view, run, found, secret, now);
        ReplicationStatus started = SourceStatuses.started(
                view.source().getStatus(), run, found.readiness().digest().orElse(""), plan, secret);
        ReplicationSource written = write(view, started, new Await(run), found.readiness(), now);
        reports.started(written, run);
        launch(view.started(written, run), run, plan, found, now);
    }

    /** Starts the mover of a run that was written down before. */
    void launch(SourceView view, RecordedRun run, Optional<SourceReferences> found, Instant now) {
        // A cache that lags behind shows a run that has ended and been cleaned up as one that was never started.
        boolean current = statuses.fresh(view.source())
                .flatMap(source -> StatusMemory.run(source.getStatus()))
                .filter(live -> live.id().equals(run.id()))
                .isPresent();
        if (!current) {
            return;
        }
        if (found.isEmpty() || found.get().readiness() instanceof NotReady) {
            NotReady notReady = found.map(SourceReferences::readiness)
                    .or(() -> Optional.of(view.specReadiness()))
                    .filter(NotReady.class::isInstance)
                    .map(NotReady.class::cast)
                    .orElse(new NotReady(FailureClass.UNKNOWN, "the run could not be started"));
            conclude(view, run, refused(run, notReady.failure(), notReady.detail(), now), notReady, now);
            return;
        }
        RepositorySecret.Usable secret = (RepositorySecret.Usable) found.get().secret();
        launch(view, run, plan(view, run, found.get(), secret, now), found.get(), now);
    }

    private void launch(SourceView view, RecordedRun run, BackupPlan plan, SourceReferences found, Instant now) {
        RepositorySecret.Usable secret = (RepositorySecret.Usable) found.secret();
        ResticSource restic = requireNonNull(view.source().getSpec().restic());
        try {
            movers.start(new MoverAssignment(
                    view.owner(),
                    found.claimName(),
                    plan,
                    secret.environment(),
                    found.certificate(),
                    Optional.of(new MoverPod(secret.name(), restic))));
        } catch (MoverRefusedException e) {
            conclude(view, run, refused(run, e.failure(), String.valueOf(e.getMessage()), now), found.readiness(), now);
        }
    }

    /**
     * Writes down what came of a run, then removes what it left.
     *
     * @param readiness for the next run; one without a digest tells about the spec alone
     */
    void conclude(SourceView view, RecordedRun run, Ended ended, Readiness readiness, Instant now) {
        ReplicationStatus before = view.source().getStatus();
        Optional<String> inputs = Optional.ofNullable(before.run()).map(CurrentRun::inputs);
        SyncHistory history = view.history().after(run, ended.outcome(), inputs, now);
        ReplicationStatus status = SourceStatuses.ended(
                before, run, ended, history, RunTerms.of(view.source(), view.settings(), inputs.orElse("")), now);
        // Where nothing was looked up, what the run started with still holds.
        Readiness known =
                readiness.digest().filter(String::isEmpty).isPresent() ? new Ready(inputs.orElse("")) : readiness;
        SourceView after = view.after(status);
        SourceDecision next = SourceStateMachine.next(after.facts(known, Optional.empty()), now);
        write(after, status, next, known, now);
        reports.ended(view.source(), run, ended, view.facts(known, Optional.empty()), now);
        gate.ended(view, ended.outcome());
        movers.cleanUp(view.owner(), run.id());
    }

    /** Removes what runs have left whose controller died before it had removed it. */
    void tidy(SourceView view) {
        Set<RunId> left = movers.leftovers(view.owner());
        if (left.isEmpty()) {
            return;
        }
        // A cache that lags behind shows no run where one has just been started.
        Optional<ReplicationSource> live = statuses.fresh(view.source());
        Optional<RunId> underWay =
                live.flatMap(source -> StatusMemory.run(source.getStatus())).map(RecordedRun::id);
        left.stream()
                .filter(run -> live.isPresent() && !underWay.equals(Optional.of(run)))
                .forEach(run -> movers.cleanUp(view.owner(), run));
    }

    /** Says that nothing starts, and writes nothing else: the definitions in the cluster would drop it. */
    void halt(ReplicationSource source, String why, Instant now) {
        ReplicationStatus status = source.getStatus();
        Conditions conditions =
                new Conditions(status.conditions(), source.getMetadata().getGeneration(), now);
        SyncConditions.halt(conditions, why);
        statuses.write(source, status.with(draft -> draft.conditions = conditions.toList()));
    }

    /** Shows what a source waits for, or what is thought of a spec that was changed while a run is under way. */
    void show(SourceView view, SourceDecision decision, Readiness readiness, Instant now) {
        write(view, view.source().getStatus(), decision, readiness, now);
    }

    /** Shows that the mover of a run is kept from its work, or no longer is. */
    void showWait(SourceView view, RecordedRun run, SourceDecision decision, Readiness readiness, Instant now) {
        ReplicationStatus status =
                SourceStatuses.waiting(view.source().getStatus(), view.mover().waitsFor());
        write(view, status, decision, readiness, now);
        view.mover().waitsFor().ifPresent(wait -> reports.waiting(view.source(), run, wait));
    }

    private BackupPlan plan(
            SourceView view, RecordedRun run, SourceReferences found, RepositorySecret.Usable secret, Instant now) {
        SourceSettings settings = view.settings().orElseThrow();
        Placement plain = movers.place(view.owner(), settings.claimName());
        Placement placement = found.certificate()
                .map(certificate -> plain.trusting(movers.caCertificate(view.owner())))
                .orElse(plain);
        return SourcePlans.plan(
                view.source(),
                settings,
                secret,
                placement,
                found.restoredEmptyAt(),
                view.curb()
                        .or(() -> tenants.sharedIdentityForCertain(view.source()))
                        .or(() -> restores.reading(secret.location().fingerprint())),
                tenants.endedRuns(view.source(), secret.location().fingerprint(), restores.statuses()),
                run,
                now);
    }

    private ReplicationSource write(
            SourceView view, ReplicationStatus status, SourceDecision decision, Readiness readiness, Instant now) {
        ReplicationSource source = view.source();
        long generation = source.getMetadata().getGeneration();
        Conditions conditions = new Conditions(status.conditions(), generation, now);
        Optional<String> placementNote = view.settings().flatMap(settings -> note(view, settings));
        Optional<String> sharedIdentity = tenants.sharedIdentity(source);
        ReplicationStatus known = sharedIdentity.isPresent() ? status : SourceStatuses.unshared(status);
        SourceConditions.apply(
                conditions,
                known,
                decision,
                readiness,
                view.settings(),
                new SourceConditions.Surroundings(
                        placementNote, sharedIdentity, view.curb(), view.mover().waitsFor()));
        Optional<Instant> nextSync = SourceStateMachine.nextSync(view.facts(readiness, Optional.empty()), now);
        ReplicationStatus complete = known.with(draft -> {
            draft.observedGeneration = generation;
            draft.conditions = conditions.toList();
            draft.nextSyncTime = nextSync.orElse(null);
            if (decision instanceof Idle) {
                // VolSync's mark of a run under way: one of its own may have been cut off by the change to Holdfast.
                draft.lastSyncStartTime = null;
            }
            draft.nextAttemptTime = decision instanceof Idle idle && idle.why() == SourceDecision.Why.BACK_OFF
                    ? idle.wakeAt().orElse(null)
                    : null;
            draft.schedule =
                    view.settings().flatMap(SourceSettings::resolvedSchedule).orElse(null);
        });
        return statuses.write(source, complete);
    }

    private Optional<String> note(SourceView view, SourceSettings settings) {
        String notes = Stream.of(
                        movers.place(view.owner(), settings.claimName()).note(),
                        Optional.ofNullable(view.source().getSpec().restic()).flatMap(movers::shortfall))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return Optional.of(notes).filter(text -> !text.isEmpty());
    }

    /** A run whose mover could not be started at all. */
    private static Ended refused(RecordedRun run, FailureClass failure, String message, Instant now) {
        return new Ended(
                Optional.of(MoverOutcome.notStarted(run.id(), failure, message, now)), Proof.TERMINATED, message);
    }
}
