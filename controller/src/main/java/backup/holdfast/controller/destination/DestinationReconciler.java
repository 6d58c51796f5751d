package backup.holdfast.controller.destination;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.stewardship.Mandate.AddOnly;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Halted;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.controller.stewardship.Stewardship;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.DestinationDecision;
import backup.holdfast.replication.state.DestinationDecision.Await;
import backup.holdfast.replication.state.DestinationDecision.Conclude;
import backup.holdfast.replication.state.DestinationDecision.LeaveEmpty;
import backup.holdfast.replication.state.DestinationDecision.MakeImage;
import backup.holdfast.replication.state.DestinationDecision.Pin;
import backup.holdfast.replication.state.DestinationDecision.Rest;
import backup.holdfast.replication.state.DestinationDecision.Restore;
import backup.holdfast.replication.state.DestinationDecision.Select;
import backup.holdfast.replication.state.DestinationDecision.Start;
import backup.holdfast.replication.state.DestinationStateMachine;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.ImageSight;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceStateMachine;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps one ReplicationDestination going: reads the facts, asks {@link DestinationStateMachine} for the one next thing, has {@link
 * DestinationRuns} do it.
 */
// As for sources: requests come as annotations, and errors are retried without end.
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(name = "replicationdestination", generationAwareEventProcessing = false)
public final class DestinationReconciler implements Reconciler<ReplicationDestination> {
    /** The end of a mover is heard of at once; this is for what was missed. */
    private static final Duration OBSERVE_EVERY = Duration.ofSeconds(30);

    /** What a run waits for in the cluster tells nobody when it is over. */
    private static final Duration WHILE_WAITING = Duration.ofSeconds(5);

    /** After a lost race: by then the cache has seen what won. */
    private static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Stewardship stewardship;
    private final DestinationResolver resolver;
    private final References references;
    private final Bootstraps bootstraps;
    private final MoverBackend movers;
    private final RestoreTargets restores;
    private final DestinationRuns runs;
    private final SyncCounters counters;
    private final List<EventSource<?, ReplicationDestination>> eventSources;
    private final Clock clock;
    private volatile Supplier<Collection<ReplicationDestination>> cache = List::of;

    /**
     * @param restores told where the destinations are
     * @param eventSources what else wakes a destination than a change of its object
     */
    public DestinationReconciler(
            Stewardship stewardship,
            DestinationResolver resolver,
            References references,
            Bootstraps bootstraps,
            MoverBackend movers,
            RestoreTargets restores,
            DestinationRuns runs,
            SyncCounters counters,
            List<EventSource<?, ReplicationDestination>> eventSources,
            Clock clock) {
        this.stewardship = stewardship;
        this.resolver = resolver;
        this.references = references;
        this.bootstraps = bootstraps;
        this.movers = movers;
        this.restores = restores;
        this.runs = runs;
        this.counters = counters;
        this.eventSources = List.copyOf(eventSources);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ReplicationDestination>> prepareEventSources(
            EventSourceContext<ReplicationDestination> context) {
        cache = () -> context.getPrimaryCache()
                .list()
                .filter(stewardship::owns)
                .filter(destination -> !destination.getSpec().isExternal())
                .toList();
        restores.among(() -> context.getPrimaryCache().list());
        return eventSources;
    }

    /** The destinations this controller handles, as its cache has them. */
    public Collection<ReplicationDestination> known() {
        return cache.get();
    }

    @Override
    public UpdateControl<ReplicationDestination> reconcile(
            ReplicationDestination destination, Context<ReplicationDestination> context) {
        UpdateControl<ReplicationDestination> done = UpdateControl.noUpdate();
        Mandate mandate = stewardship.over(destination);
        if (mandate instanceof Foreign) {
            return done;
        }
        if (mandate instanceof HandsOff handsOff) {
            if (destination.getSpec().restic() != null) {
                stewardship.tell(destination, handsOff);
            }
            return done.rescheduleAfter(Stewardship.LOOK_AGAIN);
        }
        DestinationView view = look(destination, mandate);
        if (view.resolved() instanceof External<DestinationSettings>
                && view.run().isEmpty()) {
            // Somebody else replicates it; what we started before that is still seen to its end.
            return done;
        }
        counters.appeared(destination);
        try {
            Instant now = clock.instant();
            if (mandate instanceof Halted halted) {
                runs.halt(destination, halted.why(), now);
                return done.rescheduleAfter(Stewardship.LOOK_AGAIN);
            }
            return step(view, Optional.empty(), now)
                    .map(at -> done.rescheduleAfter(positive(Duration.between(now, at))))
                    .orElse(done);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> done.rescheduleAfter(AFTER_CONFLICT);
                // Deleted since the cache saw it: there is nobody to tell any more.
                case HttpURLConnection.HTTP_NOT_FOUND -> done;
                default -> throw e;
            };
        }
    }

    private DestinationView look(ReplicationDestination destination, Mandate mandate) {
        Optional<RecordedRun> run = StatusMemory.run(destination.getStatus());
        DestinationView blind = new DestinationView(
                destination,
                destination.getStatus(),
                mandate instanceof AddOnly addOnly
                        ? new Invalid<>(FailureClass.SCHEMA_OUTDATED, addOnly.why())
                        : resolver.resolve(destination),
                run,
                new Absent(),
                new ImageSight.NotWanted());
        MoverObservation mover = run.map(
                        it -> movers.observe(blind.owner(), DestinationView.moverId(it, blind.phase())))
                .orElseGet(Absent::new);
        return runs.withImage(blind.seeing(mover));
    }

    /**
     * When to look again, if nothing changes before.
     *
     * @param known what the spec refers to, where it was looked up a moment ago
     */
    private Optional<Instant> step(DestinationView view, Optional<DestinationReferences> known, Instant now) {
        Readiness readiness = view.specReadiness();
        DestinationDecision decision = DestinationStateMachine.next(view.facts(readiness), now);
        boolean unclear = !isAccepted(view.destination());
        Optional<DestinationReferences> found = known;
        if (known.isEmpty() && (unclear || needsReferences(decision))) {
            found = view.settings()
                    .map(settings -> DestinationReferences.lookUp(view.destination(), settings, references));
        }
        if (found.isPresent()) {
            readiness = found.get().readiness();
            decision = DestinationStateMachine.next(view.facts(readiness), now);
        }
        if (decision instanceof Start) {
            Optional<Hold> hold = view.settings().flatMap(settings -> bootstraps.hold(view.destination(), settings));
            decision = DestinationStateMachine.next(view.facts(readiness, hold), now);
        }
        decision = runs.admit(view, decision, found, now);
        if (decision instanceof Rest rest) {
            runs.show(view, decision, readiness, now);
            return wakeAt(rest.idle(), readiness, now);
        }
        if (decision instanceof Start start) {
            return step(runs.start(view, start, found.orElseThrow(), now), found, now);
        }
        if (decision instanceof Pin pin) {
            return step(runs.pin(view, pin, readiness, now), Optional.empty(), now);
        }
        if (decision instanceof Conclude conclude) {
            runs.conclude(view, conclude.run(), conclude.ended(), claim(view), readiness, now);
            return Optional.of(now);
        }
        return underWay(view, decision, found, readiness, now);
    }

    private Optional<Instant> underWay(
            DestinationView view,
            DestinationDecision decision,
            Optional<DestinationReferences> found,
            Readiness readiness,
            Instant now) {
        RecordedRun run = view.run().orElseThrow();
        if (decision instanceof MakeImage) {
            runs.makeImage(view, run, claim(view), readiness, now);
            return Optional.of(now.plus(WHILE_WAITING));
        }
        DestinationView seen = view;
        if (decision instanceof Select) {
            runs.select(view, run, found, now);
        } else if (decision instanceof Restore) {
            seen = runs.restore(view, run, found, now).map(view::waiting).orElse(view);
        } else if (decision instanceof LeaveEmpty empty) {
            seen = runs.leaveEmpty(view, run, empty.ended(), found, now)
                    .map(view::waiting)
                    .orElse(view);
        }
        boolean waits = seen.waitsFor().isPresent();
        if ((waits || decision instanceof Await) && !SyncConditions.tell(view.status(), seen.waitsFor())) {
            runs.showWait(seen, run, readiness, now);
        } else if (decision instanceof Await && !isAccepted(view.destination())) {
            runs.show(view, decision, readiness, now);
        }
        return Optional.of(now.plus(waits ? WHILE_WAITING : OBSERVE_EVERY));
    }

    private static boolean needsReferences(DestinationDecision decision) {
        return decision instanceof Start
                || decision instanceof Select
                || decision instanceof Restore
                || decision instanceof LeaveEmpty;
    }

    /** That of the run, whatever the spec says by now. */
    private Optional<PersistentVolumeClaim> claim(DestinationView view) {
        return view.claimName()
                .flatMap(name ->
                        references.claim(view.destination().getMetadata().getNamespace(), name));
    }

    /** What a spec refers to is not watched, so whoever misses something has to look again, even while paused. */
    private static Optional<Instant> wakeAt(Idle idle, Readiness readiness, Instant now) {
        Instant recheck = now.plus(SourceStateMachine.RECHECK);
        return readiness instanceof NotReady
                ? Optional.of(idle.wakeAt().filter(recheck::isAfter).orElse(recheck))
                : idle.wakeAt();
    }

    /** Whether this generation was judged, and found good: Secrets are read no oftener than needed. */
    private static boolean isAccepted(ReplicationDestination destination) {
        ReplicationStatus status = destination.getStatus();
        return Objects.equals(
                        status.observedGeneration(), destination.getMetadata().getGeneration())
                && status.condition(ConditionTypes.READY)
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .isPresent();
    }

    private static Duration positive(Duration duration) {
        return duration.compareTo(AT_ONCE) < 0 ? AT_ONCE : duration;
    }
}
