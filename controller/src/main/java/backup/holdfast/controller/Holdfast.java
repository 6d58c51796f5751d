package backup.holdfast.controller;

import backup.holdfast.controller.destination.Bootstraps;
import backup.holdfast.controller.destination.ClaimRestores;
import backup.holdfast.controller.destination.DestinationClaims;
import backup.holdfast.controller.destination.DestinationDeadlines;
import backup.holdfast.controller.destination.DestinationImages;
import backup.holdfast.controller.destination.DestinationReconciler;
import backup.holdfast.controller.destination.DestinationReports;
import backup.holdfast.controller.destination.DestinationResolver;
import backup.holdfast.controller.destination.DestinationRuns;
import backup.holdfast.controller.destination.RestoreGate;
import backup.holdfast.controller.destination.VolumeUse;
import backup.holdfast.controller.http.ManagementServer;
import backup.holdfast.controller.http.ManagementServer.Readiness;
import backup.holdfast.controller.http.MetricsPage;
import backup.holdfast.controller.metrics.BuildInfo;
import backup.holdfast.controller.metrics.ImpedimentGauges;
import backup.holdfast.controller.metrics.MetricFamilies;
import backup.holdfast.controller.metrics.MetricsBook;
import backup.holdfast.controller.metrics.PopulationCounters;
import backup.holdfast.controller.metrics.QueueGauges;
import backup.holdfast.controller.metrics.ReconcileHealth;
import backup.holdfast.controller.metrics.RecoveryGauges;
import backup.holdfast.controller.metrics.ReplicationGauges;
import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.populate.PopulatorReconciler;
import backup.holdfast.controller.populate.PopulatorRegistration;
import backup.holdfast.controller.populate.WaitingClaims;
import backup.holdfast.controller.queue.ApiClaimPlaces;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.EndpointLook;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.controller.queue.Ticker;
import backup.holdfast.controller.recovery.Scoreboard;
import backup.holdfast.controller.resolver.ApiClaimNodes;
import backup.holdfast.controller.resolver.ApiNfsObjects;
import backup.holdfast.controller.resolver.ApiReferences;
import backup.holdfast.controller.resolver.ClaimNodes;
import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.source.NfsOutages;
import backup.holdfast.controller.source.SourceDeadlines;
import backup.holdfast.controller.source.SourceGate;
import backup.holdfast.controller.source.SourceLooks;
import backup.holdfast.controller.source.SourceReconciler;
import backup.holdfast.controller.source.SourceReports;
import backup.holdfast.controller.source.SourceResolver;
import backup.holdfast.controller.source.SourceRuns;
import backup.holdfast.controller.source.Tenants;
import backup.holdfast.controller.stewardship.ClusterStewardship;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.event.ApiEventPublisher;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.MoverEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A controller at work: its reconcilers, its movers, and its management server. Closing it lets running movers go on. */
public final class Holdfast implements AutoCloseable {
    /** The reporter of Events. */
    public static final String NAME = "holdfast";

    /** How long stopping waits for reconciliations under way. */
    static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Holdfast.class);

    private final Operator operator;
    private final Optional<ManagementServer> management;
    private final Movers movers;
    private final RunQueue queue;
    private final Runnable stopTelling;
    private final PrometheusMeterRegistry meters;
    private final MetricsPage metricsPage;
    private final ClusterStewardship stewardship;

    private Holdfast(
            Operator operator,
            ClusterStewardship stewardship,
            Optional<ManagementServer> management,
            Movers movers,
            RunQueue queue,
            Runnable stopTelling,
            PrometheusMeterRegistry meters,
            MetricsPage metricsPage) {
        this.operator = operator;
        this.stewardship = stewardship;
        this.management = management;
        this.movers = movers;
        this.queue = queue;
        this.stopTelling = stopTelling;
        this.meters = meters;
        this.metricsPage = metricsPage;
    }

    /**
     * One with a management server of its own, for whoever needs no second replica.
     *
     * @param events what movers of this process report while they work
     */
    public static Holdfast start(
            HoldfastSettings settings, KubernetesClient client, Clock clock, Consumer<MoverEvent> events) {
        return start(settings, Optional.of(settings.managementAddress()), client, clock, events);
    }

    /** One that somebody else shows to Prometheus and to probes. */
    static Holdfast startBare(
            HoldfastSettings settings, KubernetesClient client, Clock clock, Consumer<MoverEvent> events) {
        return start(settings, Optional.empty(), client, clock, events);
    }

    private static Holdfast start(
            HoldfastSettings settings,
            Optional<InetSocketAddress> managementAddress,
            KubernetesClient client,
            Clock clock,
            Consumer<MoverEvent> events) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SyncCounters counters = new SyncCounters(registry, clock);
        MoverEnds ends = new MoverEnds();
        EventPublisher publisher = new ApiEventPublisher(client, NAME, settings.instance(), clock);
        Movers movers = Movers.of(settings, client, publisher, ends, events, clock);
        SourceResolver resolver = new SourceResolver(settings.defaultZone(), settings.schedules(), settings.conduct());
        SourceReports reports = new SourceReports(publisher, counters);
        ApiReferences references = new ApiReferences(client);
        ClusterStewardship stewardship =
                new ClusterStewardship(settings.ownClass(), settings.namespaces(), client, publisher, clock);
        RestoreTargets restores = new RestoreTargets();
        Scoreboard scoreboard = new Scoreboard();
        RunQueue queue = RunQueue.closed(settings.limits(), ends, new EndpointLook(), clock);
        ClaimPlaces volumes = new ApiClaimPlaces(settings.limits(), references, nodes(settings, client));
        RestoreGate restoreGate = new RestoreGate(queue, volumes);
        Tenants tenants = new Tenants(movers.backend(), ends);
        SourceReconciler reconciler = new SourceReconciler(
                stewardship,
                resolver,
                references,
                new NfsOutages(references, nfsObjects(settings, client)),
                movers.backend(),
                new SourceRuns(
                        movers.backend(),
                        new StatusWriter(client),
                        reports,
                        tenants,
                        restores,
                        new SourceGate(
                                queue, new ApiClaimPlaces(settings.limits(), references, nodes(settings, client))),
                        scoreboard),
                new SourceLooks(movers.backend(), references, tenants, restores, publisher),
                counters,
                List.of(ends.sources()),
                clock);
        DestinationResolver destinationResolver =
                new DestinationResolver(settings.defaultZone(), settings.schedules(), settings.conduct());
        ClaimRestores bootstraps = new ClaimRestores(
                client,
                stewardship,
                destinationResolver,
                references,
                movers.backend(),
                new StatusWriter(client),
                restoreGate);
        DestinationReconciler destinations = new DestinationReconciler(
                stewardship,
                destinationResolver,
                references,
                isPopulating(settings) ? bootstraps : Bootstraps.NONE,
                movers.backend(),
                restores,
                new DestinationRuns(
                        movers.backend(),
                        new StatusWriter(client),
                        new DestinationClaims(client),
                        new DestinationImages(client),
                        new VolumeUse(client),
                        new DestinationReports(publisher, counters),
                        restoreGate),
                counters,
                List.of(ends.destinations()),
                clock);

        Operator operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(new ReconcileHealth(registry))
                .withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(STOP_WITHIN));
        Set<String> namespaces =
                settings.namespaces().isEmpty() ? Set.of(Constants.WATCH_ALL_NAMESPACES) : settings.namespaces();
        operator.register(reconciler, config -> config.settingNamespaces(namespaces));
        operator.register(destinations, config -> config.settingNamespaces(namespaces));
        if (isPopulating(settings)) {
            PopulatorReconciler populator = new PopulatorReconciler(
                    client,
                    movers.backend(),
                    bootstraps,
                    publisher,
                    new PopulationCounters(registry),
                    ends.claims(),
                    clock);
            operator.register(populator, config -> config.settingNamespaces(namespaces));
            restoreGate.among(populator::populating);
            PopulatorRegistration.ensure(client);
            registry.getPrometheusRegistry().register(new WaitingClaims(populator::waiting));
        } else {
            log.info(
                    "claims are not populated from ReplicationDestinations: that takes movers in pods and the whole cluster");
        }
        BuildInfo.of(Holdfast.class).bindTo(registry);
        List<MetricFamilies> families = new ArrayList<>(counters.families());
        families.add(new ReplicationGauges(
                reconciler::known,
                new SourceDeadlines(resolver),
                destinations::known,
                new DestinationDeadlines(destinationResolver),
                clock));
        MetricsBook book = new MetricsBook(registry, families);
        registry.getPrometheusRegistry()
                .register(new QueueGauges(
                        () -> Stream.concat(reconciler.known().stream(), destinations.known().stream()),
                        queue::positions,
                        queue::endpoints));
        ImpedimentGauges.register(registry, ClusterStewardship.REASONS, stewardship::reasons);
        MetricsPage metricsPage = out -> {
            List<ReplicationResource<?>> known = new ArrayList<>(reconciler.known());
            known.addAll(destinations.known());
            counters.retain(known);
            book.write(out);
        };
        Optional<ManagementServer> management = managementAddress.map(
                address -> ManagementServer.start(address, metricsPage, () -> readiness(operator, stewardship)));
        Runnable telling = switch (settings.conduct()) {
            case EVERYDAY -> () -> {};
            case RECOVERY -> recovery(scoreboard, reconciler, registry);
        };
        Holdfast started =
                new Holdfast(operator, stewardship, management, movers, queue, telling, registry, metricsPage);
        try {
            stewardship.start(() -> {
                reconciler.known().forEach(ends::wake);
                destinations.known().forEach(ends::wake);
            });
            operator.start();
            queue.open();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Where /metrics, /healthz and /readyz are. */
    public InetSocketAddress managementAddress() {
        return management.orElseThrow().address();
    }

    /** What /metrics answers. */
    MetricsPage metricsPage() {
        return metricsPage;
    }

    /** What /readyz answers. */
    Readiness readiness() {
        return readiness(operator, stewardship);
    }

    /** What is registered here is on the page of metrics, too. */
    public MeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        operator.stop();
        stewardship.close();
        queue.close();
        stopTelling.run();
        movers.watch().run();
        management.ifPresent(ManagementServer::close);
    }

    /** Stops the movers of this machine, too, which lets each restic remove its lock: for trying out, where nothing may stay behind. */
    public void closeWithMovers(Duration patience) {
        close();
        movers.stop().accept(patience);
    }

    /** Movers of this machine mount no volume of the cluster, and whoever looks after some namespaces may not read what is in none. */
    private static NfsObjects nfsObjects(HoldfastSettings settings, KubernetesClient client) {
        boolean canSee = settings.movers() instanceof MoverChoice.Jobs
                && settings.namespaces().isEmpty();
        return canSee ? new ApiNfsObjects(client) : NfsObjects.NONE;
    }

    /** Tells how far the volumes have come, until what is returned is run. */
    private static Runnable recovery(
            Scoreboard scoreboard, SourceReconciler reconciler, PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(new RecoveryGauges(() -> {
            Map<ReplicationSource, String> labels = new LinkedHashMap<>();
            scoreboard
                    .standings(reconciler.known())
                    .forEach((source, standing) -> labels.put(source, standing.label()));
            return labels;
        }));
        return Ticker.start("scoreboard", Duration.ofSeconds(30), () -> scoreboard.tell(reconciler.known()))::close;
    }

    /** Movers of this machine run on no node. */
    private static ClaimNodes nodes(HoldfastSettings settings, KubernetesClient client) {
        return settings.movers() instanceof MoverChoice.Jobs ? new ApiClaimNodes(client) : ClaimNodes.UNKNOWN;
    }

    /** Volumes belong to no namespace: a controller that looks after some namespaces only may not touch them. */
    private static boolean isPopulating(HoldfastSettings settings) {
        return settings.namespaces().isEmpty() && settings.movers() instanceof MoverChoice.Jobs;
    }

    private static Readiness readiness(Operator operator, ClusterStewardship stewardship) {
        if (!operator.getRuntimeInfo().isStarted()) {
            return new Readiness(false, "starting");
        }
        if (!operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
            return new Readiness(false, "watching the API server failed: see the log");
        }
        return stewardship
                .impediment()
                .map(why -> new Readiness(false, why))
                .orElseGet(() -> new Readiness(true, "ready"));
    }
}
