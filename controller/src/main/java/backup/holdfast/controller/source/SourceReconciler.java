package backup.holdfast.controller.source;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Halted;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.controller.stewardship.Stewardship;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Conclude;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Launch;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceStateMachine;
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
 * Keeps one ReplicationSource going: reads the facts, asks {@link SourceStateMachine} for the one next thing, has {@link
 * SourceRuns} do it.
 */
// Not generation-aware: requests come as annotations, and those change no generation.
// Retried without end, at least once a minute: after its own five attempts the framework would not look at the source
// again
// for ten hours, however long ago the API server has come back.
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(name = "replicationsource", generationAwareEventProcessing = false)
public final class SourceReconciler implements Reconciler<ReplicationSource> {
    /** The end of a mover is heard of at once; this is for what was missed. */
    private static final Duration OBSERVE_EVERY = Duration.ofSeconds(30);

    /** After a lost race: by then the cache has seen what won. */
    private static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Stewardship stewardship;
    private final SourceResolver resolver;
    private final References references;
    private final NfsOutages outages;
    private final MoverBackend movers;
    private final SourceRuns runs;
    private final SourceLooks looks;
    private final SyncCounters counters;
    private final List<EventSource<?, ReplicationSource>> eventSources;
    private final Clock clock;
    private volatile Supplier<Collection<ReplicationSource>> cache = List::of;

    /** @param eventSources what else wakes a source than a change of its object */
    public SourceReconciler(
            Stewardship stewardship,
            SourceResolver resolver,
            References references,
            NfsOutages outages,
            MoverBackend movers,
            SourceRuns runs,
            SourceLooks looks,
            SyncCounters counters,
            List<EventSource<?, ReplicationSource>> eventSources,
            Clock clock) {
        this.stewardship = stewardship;
        this.resolver = resolver;
        this.references = references;
        this.outages = outages;
        this.movers = movers;
        this.runs = runs;
        this.looks = looks;
        this.counters = counters;
        this.eventSources = List.copyOf(eventSources);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ReplicationSource>> prepareEventSources(EventSourceContext<ReplicationSource> context) {
        cache = () -> context.getPrimaryCache()
                .list()
                .filter(stewardship::owns)
                .filter(source -> !source.getSpec().isExternal())
                .toList();
        runs.among(SourceCache.indexed(context.getPrimaryCache()));
        return eventSources;
    }

    /** The sources this controller handles, as its cache has them. */
    public Collection<ReplicationSource> known() {
        return cache.get();
    }

    @Override
    public UpdateControl<ReplicationSource> reconcile(ReplicationSource source, Context<ReplicationSource> context) {
        UpdateControl<ReplicationSource> done = UpdateControl.noUpdate();
        Mandate mandate = stewardship.over(source);
        if (mandate instanceof Foreign) {
            return done;
        }
        if (mandate instanceof HandsOff handsOff) {
            if (source.getSpec().restic() != null) {
                stewardship.tell(source, handsOff);
            }
            return done.rescheduleAfter(Stewardship.LOOK_AGAIN);
        }
        SourceView view = look(source, mandate);
        if (isLeftAlone(view)) {
            return done;
        }
        counters.appeared(source);
        try {
            Instant now = clock.instant();
            looks.answer(view, now);
            return step(view, now)
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

    /** Somebody else replicates it; what we started before that is still seen to its end. */
    private static boolean isLeftAlone(SourceView view) {
        return view.resolved() instanceof External<SourceSettings> && view.run().isEmpty();
    }

    private SourceView look(ReplicationSource source, Mandate mandate) {
        Optional<RecordedRun> run = StatusMemory.run(source.getStatus());
        SourceView blind = new SourceView(source, resolver.resolve(source), run, new Absent());
        MoverObservation mover =
                run.map(r -> movers.observe(blind.owner(), r.id())).orElseGet(Absent::new);
        return new SourceView(source, source.getStatus(), blind.resolved(), run, mover, mandate);
    }

    /** When to look again, if nothing changes before. */
    private Optional<Instant> step(SourceView view, Instant now) {
        if (view.mandate() instanceof Halted halted) {
            runs.halt(view.source(), halted.why(), now);
            return Optional.of(now.plus(Stewardship.LOOK_AGAIN));
        }
        Readiness readiness = view.specReadiness();
        SourceDecision decision = SourceStateMachine.next(view.facts(readiness, Optional.empty()), now);
        boolean unclear = !isAccepted(view.source())
                || (view.run().isEmpty() && view.history().heedsChange());
        Optional<SourceReferences> found = Optional.empty();
        if (unclear || decision instanceof Start || decision instanceof Launch) {
            found = view.settings().map(settings -> SourceReferences.lookUp(view.source(), settings, references));
        }
        if (found.isPresent()) {
            runs.found(view, found.get());
            readiness = found.get().readiness();
            decision = decide(view, found.get(), now);
        }
        decision = runs.admit(view, decision, found, now);
        if (decision instanceof Start start) {
            runs.start(view, start.run(), found.orElseThrow(), now);
            return Optional.of(now.plus(OBSERVE_EVERY));
        }
        if (!(decision instanceof Idle || decision instanceof Conclude) && !tellsWait(view)) {
            runs.showWait(view, view.run().orElseThrow(), decision, readiness, now);
            return Optional.of(now);
        }
        if (decision instanceof Launch launch) {
            runs.launch(view, launch.run(), found, now);
            return Optional.of(now.plus(OBSERVE_EVERY));
        }
        if (decision instanceof Conclude conclude) {
            runs.conclude(view, conclude.run(), conclude.ended(), readiness, now);
            return Optional.of(now);
        }
        if (decision instanceof Idle idle) {
            runs.show(view, idle, readiness, now);
            runs.tidy(view);
            return wakeAt(idle, readiness, now);
        }
        if (unclear) {
            runs.show(view, decision, readiness, now);
        }
        return Optional.of(now.plus(OBSERVE_EVERY));
    }

    /** Whether a server is down is asked last, and only for a run that would start now: it takes the most requests. */
    private SourceDecision decide(SourceView view, SourceReferences found, Instant now) {
        Readiness readiness = found.readiness();
        SourceDecision decision = SourceStateMachine.next(view.facts(readiness, runs.restoring(found)), now);
        return decision instanceof Start
                ? SourceStateMachine.next(view.facts(readiness, outages.hold(found)), now)
                : decision;
    }

    private static boolean tellsWait(SourceView view) {
        return SyncConditions.tell(view.source().getStatus(), view.mover().waitsFor());
    }

    /** What a spec refers to is not watched, so whoever misses something has to look again, even while paused. */
    private static Optional<Instant> wakeAt(Idle idle, Readiness readiness, Instant now) {
        Instant recheck = now.plus(SourceStateMachine.RECHECK);
        return readiness instanceof NotReady
                ? Optional.of(idle.wakeAt().filter(recheck::isAfter).orElse(recheck))
                : idle.wakeAt();
    }

    /**
     * Whether this generation was judged, and found good. Only where it was not, where a run starts, and where the last one failed for
     * what a change may mend, is looked up what it refers to: Secrets are read no oftener than that.
     */
    private static boolean isAccepted(ReplicationSource source) {
        ReplicationStatus status = source.getStatus();
        return Objects.equals(status.observedGeneration(), source.getMetadata().getGeneration())
                && status.condition(ConditionTypes.READY)
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .isPresent();
    }

    private static Duration positive(Duration duration) {
        return duration.compareTo(AT_ONCE) < 0 ? AT_ONCE : duration;
    }
}
