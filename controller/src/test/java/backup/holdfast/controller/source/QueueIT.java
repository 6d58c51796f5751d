package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line in front of the movers, with the framework that wakes those who wait. */
@ClusterTest(crds = "crds/replicationsources.volsync.backube.yaml")
final class QueueIT {
    /** Far less than what a source that waits is looked at anyway. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private final FakeMovers movers = new FakeMovers();
    private final RecordedEvents events = new RecordedEvents();
    private final SimpleInboundEventSource<ReplicationSource> ends = new SimpleInboundEventSource<>("mover-ends");
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Sight sight = Sight.ANSWERS;
    private RunQueue queue;
    private KubernetesClient client;
    private String namespace;
    private Operator operator;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        queue = RunQueue.closed(
                new QueueLimits(Map.of(Place.Kind.CONTROLLER, 1)), this::wake, this::look, Clock.systemUTC());
        SourceReconcilers reconcilers = new SourceReconcilers(client, movers);
        reconcilers.events = events;
        reconcilers.gate = new SourceGate(queue, ClaimPlaces.NONE);
        reconcilers.eventSources = List.of(ends);
        operator = reconcilers.operate(reconcilers.reconciler(), namespace.name());
        queue.open();
    }

    @AfterEach
    void stop() {
        operator.stop();
        queue.close();
    }

    @Test
    void shouldRunOneAfterTheOtherAndSayWhatTheOthersWaitForOnce() {
        Set<String> names = Set.of("photos", "music", "mail");
        names.forEach(this::create);
        await().atMost(SOON).until(() -> movers.started().size() == 1);
        String first = movers.started().get(0).subject().name();
        Set<String> waiting = new TreeSet<>(names);
        waiting.remove(first);
        waiting.forEach(name -> await().atMost(SOON)
                .until(() -> ready(name).equals("Accepted; queued: waiting for room at this controller (1 at once)")));
        assertThat(queue.positions().values()).containsExactlyInAnyOrder(1, 2);
        String last = waiting.stream()
                .filter(name -> queue.positions().get(uid(name)) == 2)
                .findFirst()
                .orElseThrow();
        String version = read(last).getMetadata().getResourceVersion();

        end(1);
        assertThat(read(last).getMetadata().getResourceVersion())
                .as("one write, however the line moves")
                .isEqualTo(version);
        end(2);
        end(3);

        assertThat(movers.started())
                .extracting(plan -> plan.subject().name())
                .containsExactlyInAnyOrderElementsOf(names);
        names.forEach(name -> await().atMost(SOON).until(() -> ready(name).equals("Accepted")));
    }

    @Test
    void shouldWaitForStorageThatIsSilentAndGoOnWhenItIsBack() {
        create("photos");
        await().atMost(SOON).until(() -> movers.started().size() == 1);
        await("the controller has seen that there is a way").atMost(SOON).until(() -> looks.get() > 0);
        sight = Sight.SILENT;
        movers.fail(FailureClass.UNREACHABLE, Clock.systemUTC().instant());
        ends.propagateEvent(new ResourceID("photos", namespace));
        await().atMost(SOON).until(() -> queue.endpoints().get("minio:443").isOpen());

        create("music");
        String held =
                "Accepted; held: storage endpoint minio:443 does not answer; backups to it wait until it does, and each"
                        + " of them catches up once then";
        await().atMost(SOON).until(() -> ready("music").equals(held));
        assertThat(movers.started()).hasSize(1);
        assertThat(read("photos")
                        .getStatus()
                        .condition("BackupHealthy")
                        .orElseThrow()
                        .getReason())
                .isEqualTo("Unreachable");

        request("music");
        await().atMost(SOON).until(() -> movers.started().size() == 2);
        movers.succeed(Clock.systemUTC().instant());
        ends.propagateEvent(new ResourceID("music", namespace));
        await().atMost(SOON).until(() -> !queue.endpoints().get("minio:443").isOpen());
        await().atMost(SOON).until(() -> ready("music").equals("Accepted"));
    }

    /** The newest of so many movers ends, which wakes its own source alone. */
    private void end(int count) {
        await().atMost(SOON).until(() -> movers.started().size() == count);
        movers.succeed(Clock.systemUTC().instant());
        ends.propagateEvent(
                new ResourceID(movers.started().get(count - 1).subject().name(), namespace));
        await().atMost(SOON).until(() -> movers.cleanedUp().size() == count);
    }

    private Sight look(RepositoryLocation location) {
        Sight seen = sight;
        looks.incrementAndGet();
        return seen;
    }

    private void wake(RunOwner owner) {
        ends.propagateEvent(new ResourceID(owner.name(), owner.namespace()));
    }

    private void request(String name) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .edit(source -> {
                    source.getMetadata().setAnnotations(Map.of("holdfast.backup/requestedAt", "now"));
                    return source;
                });
    }

    private void create(String name) {
        ReplicationSource source = SampleSources.withSpec("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *"}
                restic: {repository: photos-restic, identity: {host: %s}}
                """.formatted(name));
        client.resource(SampleSources.toCreate(source, namespace, name)).create();
    }

    private ReplicationSource read(String name) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private String uid(String name) {
        return read(name).getMetadata().getUid();
    }

    private String ready(String name) {
        return read(name)
                .getStatus()
                .condition("Ready")
                .map(condition -> condition.getMessage())
                .orElse("absent");
    }
}
