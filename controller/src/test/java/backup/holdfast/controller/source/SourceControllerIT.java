package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.source.FakeMovers.Mishap;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
        SourceReconcilers reconcilers = new SourceReconcilers(client, movers);
        reconcilers.eventSources = List.of(ends);
        reconciler = reconcilers.reconciler();
        operator = reconcilers.operate(reconciler, namespace.name());
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
        client.resource(SampleSources.toCreate(source, namespace, name)).create();
    }

    private ReplicationStatus status(String name) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getStatus();
    }
}
