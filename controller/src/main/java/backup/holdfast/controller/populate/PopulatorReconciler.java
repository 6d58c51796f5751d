package backup.holdfast.controller.populate;

import backup.holdfast.controller.metrics.PopulationCounters;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.populate.DestinationSight;
import backup.holdfast.replication.populate.Obstacle;
import backup.holdfast.replication.populate.PopulateFacts;
import backup.holdfast.replication.populate.PopulateStep;
import backup.holdfast.replication.populate.PopulateStep.Abandon;
import backup.holdfast.replication.populate.PopulateStep.Await;
import backup.holdfast.replication.populate.PopulateStep.Finish;
import backup.holdfast.replication.populate.PopulateStep.Launch;
import backup.holdfast.replication.populate.PopulateStep.Leave;
import backup.holdfast.replication.populate.PopulateStep.RemoveTraces;
import backup.holdfast.replication.populate.PopulateStep.Write;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Populator;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.GenericFilter;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks after the claims whose data source is a ReplicationDestination: reads the facts, asks {@link Populator} for the one next thing, has
 * {@link PopulationSteps} do it.
 *
 * <p>Needs of the API server, beyond what movers need: {@code persistentvolumeclaims} list, watch; {@code persistentvolumes} get, patch;
 * {@code storageclasses} get; {@code volumeattachments} list; {@code volumesnapshots} get, patch.
 */
// A claim has no generation.
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(
        name = "populator",
        generationAwareEventProcessing = false,
        informer = @Informer(genericFilter = PopulatorReconciler.Asking.class))
public final class PopulatorReconciler implements Reconciler<PersistentVolumeClaim> {
    /** After a step that somebody else has to follow up. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final String BOUND = "Bound";

    private final KubernetesClient client;
    private final PopulationFacts facts;
    private final PopulationSteps steps;
    private final PopulationReports reports;
    private final Destinations destinations;
    private final EventSource<?, PersistentVolumeClaim> moverEnds;
    private final Clock clock;
    private volatile Supplier<Stream<PersistentVolumeClaim>> claims = Stream::of;

    /** @param moverEnds wakes a claim when something about its mover has changed */
    public PopulatorReconciler(
            KubernetesClient client,
            MoverBackend movers,
            Destinations destinations,
            EventPublisher events,
            PopulationCounters counters,
            EventSource<?, PersistentVolumeClaim> moverEnds,
            Clock clock) {
        this.client = client;
        this.reports = new PopulationReports(events, counters);
        this.facts = new PopulationFacts(client, movers, destinations);
        this.steps = new PopulationSteps(client, movers, destinations, reports);
        this.destinations = destinations;
        this.moverEnds = moverEnds;
        this.clock = clock;
    }

    /** Claims that ask for the data of a ReplicationDestination. */
    static final class Asking implements GenericFilter<PersistentVolumeClaim> {
        @Override
        public boolean accept(PersistentVolumeClaim claim) {
            return ClaimRequest.of(claim).isPresent();
        }
    }

    @Override
    public List<EventSource<?, PersistentVolumeClaim>> prepareEventSources(
            EventSourceContext<PersistentVolumeClaim> context) {
        claims = () -> context.getPrimaryCache().list();
        InformerEventSource<PersistentVolumeClaim, PersistentVolumeClaim> primes = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(PersistentVolumeClaim.class, PersistentVolumeClaim.class)
                        .withName("primes")
                        .withLabelSelector(VolSyncKeys.POPULATOR_CLAIM_FOR)
                        .withSecondaryToPrimaryMapper(PopulatorReconciler::askers)
                        .build(),
                context);
        InformerEventSource<ReplicationDestination, PersistentVolumeClaim> destinations = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(ReplicationDestination.class, PersistentVolumeClaim.class)
                        .withName("destinations")
                        .withSecondaryToPrimaryMapper(this::waitingFor)
                        .build(),
                context);
        return List.of(primes, destinations, moverEnds);
    }

    /** The claim in whose place this one is filled owns it. */
    private static Set<ResourceID> askers(PersistentVolumeClaim prime) {
        return prime.getMetadata().getOwnerReferences().stream()
                .filter(owner -> "PersistentVolumeClaim".equals(owner.getKind()))
                .map(OwnerReference::getName)
                .map(name -> new ResourceID(name, prime.getMetadata().getNamespace()))
                .collect(Collectors.toSet());
    }

    private Set<ResourceID> waitingFor(ReplicationDestination destination) {
        return waiting()
                .filter(request ->
                        request.namespace().equals(destination.getMetadata().getNamespace())
                                && request.destination()
                                        .equals(destination.getMetadata().getName()))
                .map(request -> new ResourceID(request.name(), request.namespace()))
                .collect(Collectors.toSet());
    }

    /** The claims that have asked and have no volume yet, as the cache has them. */
    public Stream<ClaimRequest> waiting() {
        return claims.get().filter(claim -> !isBound(claim)).flatMap(claim -> ClaimRequest.of(claim).stream());
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && BOUND.equals(claim.getStatus().getPhase());
    }

    @Override
    public UpdateControl<PersistentVolumeClaim> reconcile(
            PersistentVolumeClaim cached, Context<PersistentVolumeClaim> context) {
        UpdateControl<PersistentVolumeClaim> done = UpdateControl.noUpdate();
        if (hasAllItNeeds(cached, context)) {
            return done;
        }
        try {
            Instant now = clock.instant();
            return fresh(cached)
                    .flatMap(ClaimRequest::of)
                    .flatMap(request -> step(request, now))
                    .map(at -> done.rescheduleAfter(positive(Duration.between(now, at))))
                    .orElse(done);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> done.rescheduleAfter(SOON);
                // Gone since it was seen: another look tells what that means.
                case HttpURLConnection.HTTP_NOT_FOUND -> done.rescheduleAfter(SOON);
                default -> throw e;
            };
        }
    }

    /** The usual case, decided from the cache: bound, without a mark, and nothing left of ours. */
    private static boolean hasAllItNeeds(PersistentVolumeClaim claim, Context<PersistentVolumeClaim> context) {
        return isBound(claim)
                && PopulationFacts.annotation(claim, HoldfastKeys.RESTORE).isEmpty()
                && context.getSecondaryResources(PersistentVolumeClaim.class).isEmpty();
    }

    private Optional<PersistentVolumeClaim> fresh(PersistentVolumeClaim cached) {
        return Optional.ofNullable(client.resource(cached).get())
                .filter(live -> Objects.equals(
                        live.getMetadata().getUid(), cached.getMetadata().getUid()));
    }

    /** When to look again, if nothing is heard before. */
    private Optional<Instant> step(ClaimRequest request, Instant now) {
        PopulateFacts seen = facts.read(request);
        PopulateStep next = Populator.next(seen, now);
        if (next instanceof Leave) {
            reports.forget(request);
            // Whoever looks after it may hand it to us one day, and nobody would tell.
            return seen.destination() instanceof DestinationSight.Elsewhere && !isBound(request.claim())
                    ? Optional.of(now.plus(Populator.RECHECK))
                    : Optional.empty();
        }
        if (next instanceof Await await) {
            reports.waiting(request, await, now);
            return await.lookAgain();
        }
        Optional<String> queued = begins(seen, next) ? destinations.admit(request) : Optional.empty();
        if (queued.isPresent()) {
            Optional<Instant> lookAgain = Optional.of(now.plus(Populator.RECHECK));
            reports.waiting(request, new Await(Obstacle.QUEUED, queued.get(), lookAgain), now);
            return lookAgain;
        }
        steps.carryOut(request, seen, next, now);
        if (next instanceof Finish || next instanceof Abandon) {
            return Optional.empty();
        }
        return Optional.of(next instanceof Launch || next instanceof RemoveTraces ? now.plus(SOON) : now);
    }

    /** Whether a run is about to be written down. */
    private static boolean begins(PopulateFacts seen, PopulateStep next) {
        return next instanceof Write write
                && write.next().run().isPresent()
                && seen.population().flatMap(Population::run).isEmpty();
    }

    /** The claims for which a mover may be at work, as the cache has them. */
    public Stream<RunOwner> populating() {
        return waiting()
                .filter(request -> PopulationMemory.of(request.claim())
                        .flatMap(Population::run)
                        .isPresent())
                .map(ClaimRequest::owner);
    }

    private static Duration positive(Duration duration) {
        return duration.compareTo(AT_ONCE) < 0 ? AT_ONCE : duration;
    }
}
