package backup.holdfast.controller;

import backup.holdfast.controller.destination.DestinationClaims;
import backup.holdfast.controller.destination.DestinationDeadlines;
import backup.holdfast.controller.destination.DestinationImages;
import backup.holdfast.controller.destination.DestinationReconciler;
import backup.holdfast.controller.destination.DestinationReports;
import backup.holdfast.controller.destination.DestinationResolver;
import backup.holdfast.controller.destination.DestinationRuns;
import backup.holdfast.controller.destination.VolumeUse;
import backup.holdfast.controller.http.ManagementServer;
import backup.holdfast.controller.http.ManagementServer.Readiness;
import backup.holdfast.controller.metrics.BuildInfo;
import backup.holdfast.controller.metrics.ReplicationGauges;
import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.resolver.ApiNfsObjects;
import backup.holdfast.controller.resolver.ApiReferences;
import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.source.NfsOutages;
import backup.holdfast.controller.source.SourceDeadlines;
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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A running controller: its reconcilers, its movers, its management server. Closing it lets running movers go on. */
public final class Holdfast implements AutoCloseable {
    /** The reporter of Events. */
    public static final String NAME = "holdfast";

    /** How long stopping waits for reconciliations under way. */
    static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Operator operator;
    private final ManagementServer management;
    private final Movers movers;
    private final MeterRegistry meters;
    private final ClusterStewardship stewardship;

    private Holdfast(
            Operator operator,
            ClusterStewardship stewardship,
            ManagementServer management,
            Movers movers,
            MeterRegistry meters) {
        this.operator = operator;
        this.stewardship = stewardship;
        this.management = management;
        this.movers = movers;
        this.meters = meters;
    }

    /** @param events what movers of this process report while they work */
    public static Holdfast start(
            HoldfastSettings settings, KubernetesClient client, Clock clock, Consumer<MoverEvent> events) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SyncCounters counters = new SyncCounters(registry);
        MoverEnds ends = new MoverEnds();
        Movers movers = Movers.of(settings, client, ends, events, clock);
        SourceResolver resolver = new SourceResolver(settings.defaultZone(), settings.schedules());
        EventPublisher publisher = new ApiEventPublisher(client, NAME, settings.instance(), clock);
        SourceReports reports = new SourceReports(publisher, counters);
        ApiReferences references = new ApiReferences(client);
        ClusterStewardship stewardship =
                new ClusterStewardship(settings.ownClass(), settings.namespaces(), client, publisher, clock);
        RestoreTargets restores = new RestoreTargets();
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
                        new Tenants(movers.backend(), ends),
                        restores),
                counters,
                List.of(ends.sources()),
                clock);
        DestinationResolver destinationResolver = new DestinationResolver(settings.defaultZone(), settings.schedules());
        DestinationReconciler destinations = new DestinationReconciler(
                stewardship,
                destinationResolver,
                references,
                movers.backend(),
                restores,
                new DestinationRuns(
                        movers.backend(),
                        new StatusWriter(client),
                        new DestinationClaims(client),
                        new DestinationImages(client),
                        new VolumeUse(client),
                        new DestinationReports(publisher, counters)),
                counters,
                List.of(ends.destinations()),
                clock);

        Operator operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(STOP_WITHIN));
        Set<String> namespaces =
                settings.namespaces().isEmpty() ? Set.of(Constants.WATCH_ALL_NAMESPACES) : settings.namespaces();
        operator.register(reconciler, config -> config.settingNamespaces(namespaces));
        operator.register(destinations, config -> config.settingNamespaces(namespaces));
        BuildInfo.of(Holdfast.class).bindTo(registry);
        registry.getPrometheusRegistry()
                .register(new ReplicationGauges(
                        reconciler::known,
                        new SourceDeadlines(resolver),
                        destinations::known,
                        new DestinationDeadlines(destinationResolver),
                        clock));
        ManagementServer management = ManagementServer.start(
                settings.managementAddress(),
                () -> {
                    List<ReplicationResource<?>> known = new ArrayList<>(reconciler.known());
                    known.addAll(destinations.known());
                    counters.retain(known);
                    return registry.scrape();
                },
                () -> readiness(operator, stewardship));
        Holdfast started = new Holdfast(operator, stewardship, management, movers, registry);
        try {
            stewardship.start(() -> {
                reconciler.known().forEach(ends::wake);
                destinations.known().forEach(ends::wake);
            });
            operator.start();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Where /metrics, /healthz and /readyz are. */
    public InetSocketAddress managementAddress() {
        return management.address();
    }

    /** What is registered here is on the page of metrics, too. */
    public MeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        operator.stop();
        stewardship.close();
        movers.watch().run();
        management.close();
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
