package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.recovery.Scoreboard;
import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.source.FakeMovers.Mishap;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler in the framework that calls it: what wakes it, and what the framework makes of its errors. */
@ClusterTest(crds = "crds/replicationsources.volsync.backube.yaml")
final class SourceControllerIT {
    /** Far less than what a source is looked at anyway. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private final FakeMovers movers = new FakeMovers();
    private final SimpleInboundEventSource<ReplicationSource> ends = new SimpleInboundEventSource<>("mover-ends");

    private KubernetesClient client;
    private String namespace;
    private SourceReconciler reconciler;
    private Operator operator;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        SyncCounters counters = new SyncCounters(new SimpleMeterRegistry(), Clock.systemUTC());
        reconciler = new SourceReconciler(
                new SetMandate(),
                new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY),
                FakeReferences.complete(),
                new NfsOutages(FakeReferences.complete(), NfsObjects.NONE),
                movers,
                new SourceRuns(
                        movers,
                        new StatusWriter(client),
                        new SourceReports(new RecordedEvents(), counters),
                        new Tenants(movers, owner -> {}),
                        new RestoreTargets(),
                        OpenGates.open(),
                        new Scoreboard()),
                new SourceLooks(
                        movers,
                        FakeReferences.complete(),
                        new Tenants(movers, owner -> {}),
                        new RestoreTargets(),
                        new RecordedEvents()),
                counters,
                List.of(ends),
                Clock.systemUTC());
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(false));
        operator.register(reconciler, config -> config.settingNamespaces(Set.of(namespace.name())));
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
    }

    @Test
    void shouldConcludeARunAsSoonAsItsMoverHasEnded() {
        create("photos", "restic: {repository: photos-restic}");
        await().atMost(SOON).until(() -> movers.started().size() == 1);

        movers.succeed(Clock.systemUTC().instant());
        ends.propagateEvent(new ResourceID("photos", namespace));

        ReplicationStatus status = await().atMost(SOON).until(() -> status("photos"), s -> s.lastRun() != null);
        assertThat(status.run()).isNull();
        assertThat(movers.started()).hasSize(1);
    }

    @Test
    void shouldCarryOnAfterAnErrorNobodyExpected() {
        movers.atNextStart(Mishap.DIES_BEFORE);
        create("photos", "restic: {repository: photos-restic}");

        await().atMost(SOON).until(() -> movers.started().size() == 1);
        assertThat(status("photos").run().id()).isEqualTo(movers.newest().value());
    }

    @Test
    void shouldKnowOnlyTheSourcesItHandles() {
        create("photos", "restic: {repository: photos-restic}");
        create("broken", "restic: {repository: photos-restic, timeout: 0s}");
        create("elsewhere", "external: {provider: example.com/replicator}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(reconciler.known())
                        .extracting(source -> source.getMetadata().getName())
                        .containsExactlyInAnyOrder("photos", "broken"));
    }

    private void create(String name, String method) {
        ReplicationSource source = SampleSources.withSpec("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *"}
                """ + method);
        source.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        client.resource(source).create();
    }

    private ReplicationStatus status(String name) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getStatus();
    }
}
