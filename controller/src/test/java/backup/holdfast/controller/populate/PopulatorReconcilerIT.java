package backup.holdfast.controller.populate;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.metrics.PopulationCounters;
import backup.holdfast.controller.source.FakeMovers;
import backup.holdfast.controller.source.RecordedEvents;
import backup.holdfast.controller.source.SettableClock;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.DestinationSight;
import backup.holdfast.replication.populate.DestinationSight.From;
import backup.holdfast.replication.populate.DestinationSight.OwnRestore;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One look at a claim after the other, on an API server, with a destination that says what the test wants. */
@ClusterTest
final class PopulatorReconcilerIT {
    private final FakeMovers movers = new FakeMovers();
    private final RecordedEvents events = new RecordedEvents();
    private final Queue queue = new Queue();
    private final SettableClock clock =
            new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(5));
    private KubernetesClient client;
    private PersistentVolumeClaim claim;
    private PopulatorReconciler reconciler;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        claim = client.resource(client.getKubernetesSerialization().unmarshal("""
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: photos}
                        spec:
                          accessModes: [ReadWriteOnce]
                          resources: {requests: {storage: 1Gi}}
                          dataSourceRef: {apiGroup: volsync.backube, kind: ReplicationDestination, name: back}
                        """, PersistentVolumeClaim.class))
                .inNamespace(namespace.name())
                .create();
        reconciler = new PopulatorReconciler(
                client,
                movers,
                queue,
                events,
                new PopulationCounters(new SimpleMeterRegistry()),
                new SimpleInboundEventSource<>("mover-ends"),
                clock);
    }

    @Test
    void shouldWriteNoRunDownWhileOtherRestoresComeFirst() {
        queue.full = Optional.of("waiting for room at storage endpoint minio:443 (8 at once)");

        reconcile();
        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        assertThat(run()).isEmpty();
        assertThat(queue.selected).isEmpty();
        assertThat(events.lines()).contains("Normal VolSyncPopulatorWaiting Populate photos");
        assertThat(events.notes()).contains("Waiting for room at storage endpoint minio:443 (8 at once).");

        queue.full = Optional.empty();
        reconcile();
        assertThat(run()).isPresent();
        reconcile();
        assertThat(queue.selected).containsExactly(run().orElseThrow());
    }

    private Optional<Duration> reconcile() {
        return reconciler.reconcile(read(), null).getScheduleDelay().map(Duration::ofMillis);
    }

    private Optional<RunId> run() {
        return PopulationMemory.of(read()).flatMap(Population::run);
    }

    private PersistentVolumeClaim read() {
        return client.resource(claim).get();
    }

    /** A destination that can be used, and a line in front of it. */
    private static final class Queue implements Destinations {
        private final List<RunId> selected = new ArrayList<>();
        private Optional<String> full = Optional.empty();

        @Override
        public DestinationSight look(ClaimRequest request) {
            return new DestinationSight.Usable(
                    "inputs", From.REPOSITORY, Optional.empty(), OwnRestore.NONE, Duration.ZERO);
        }

        @Override
        public Optional<String> admit(ClaimRequest request) {
            return full;
        }

        @Override
        public void ended(ClaimRequest request, Optional<MoverOutcome> outcome) {
            throw new AssertionError("no mover has ended");
        }

        @Override
        public void select(ClaimRequest request, RunId run, Instant now) {
            selected.add(run);
        }

        @Override
        public void restore(ClaimRequest request, RunId run, Content.Snapshot snapshot, Instant now) {
            throw new AssertionError("nothing was chosen");
        }

        @Override
        public void answer(ClaimRequest request, Content content, Instant now) {
            throw new AssertionError("nothing was restored");
        }
    }
}
