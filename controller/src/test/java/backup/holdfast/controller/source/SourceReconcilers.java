package backup.holdfast.controller.source;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.recovery.Scoreboard;
import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.stewardship.Stewardship;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Reconcilers by what is special about them; all else lets every source through and has what the samples refer to. */
final class SourceReconcilers {
    private final KubernetesClient client;
    private final FakeMovers movers;

    Stewardship stewardship = new SetMandate();
    References references = FakeReferences.complete();
    NfsObjects nfs = NfsObjects.NONE;
    EventPublisher events = new RecordedEvents();
    SourceGate gate = OpenGates.open();
    SyncCounters counters = new SyncCounters(new SimpleMeterRegistry(), Clock.systemUTC());
    List<EventSource<?, ReplicationSource>> eventSources = List.of();
    Clock clock = Clock.systemUTC();

    SourceReconcilers(KubernetesClient client, FakeMovers movers) {
        this.client = client;
        this.movers = movers;
    }

    SourceReconciler reconciler() {
        Tenants tenants = new Tenants(movers, owner -> {});
        RestoreTargets restores = new RestoreTargets();
        return new SourceReconciler(
                stewardship,
                new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY),
                references,
                new NfsOutages(references, nfs),
                movers,
                new SourceRuns(
                        movers,
                        new StatusWriter(client),
                        new SourceReports(events, counters),
                        tenants,
                        restores,
                        gate,
                        new Scoreboard()),
                new SourceLooks(movers, references, tenants, restores, events),
                counters,
                eventSources,
                clock);
    }

    /** Has the framework call this reconciler for the sources of a namespace, until it is stopped. */
    Operator operate(SourceReconciler reconciler, String namespace) {
        Operator operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(false));
        operator.register(reconciler, config -> config.settingNamespaces(Set.of(namespace)));
        operator.start();
        return operator;
    }
}
