package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer;
import backup.holdfast.controller.queue.Answer.Cause;
import backup.holdfast.controller.queue.Answer.Go;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceGateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final Place NAS = new Place(Place.Kind.STORAGE_CLASS, "nas");
    private static final Place NODE_A = new Place(Place.Kind.NODE, "node-a");
    private static final RepositoryLocation REPOSITORY = RepositoryLocation.parse("s3:https://minio/bucket/photos");

    /** Restores never wait for backups; that backups wait for restores is all that spares the storage then. */
    @Test
    void shouldCountRestoresUnderWayAgainstBackups() {
        ReplicationDestination restoring = new KubernetesSerialization().unmarshal("""
                        apiVersion: volsync.backube/v1alpha1
                        kind: ReplicationDestination
                        metadata: {name: back, namespace: media, uid: uid-d}
                        spec: {trigger: {manual: once}, restic: {repository: repo}}
                        status:
                          run: {id: hf-7c1e04d2-20261120t040000, startedAt: "2026-11-20T04:00:00Z", trigger: Manual}
                          restic: {repository: {url: "s3:https://minio/bucket/photos"}}
                        """, ReplicationDestination.class);

        assertThat(askedBeside(restoring))
                .isEqualTo(new Wait(Cause.ROOM, "waiting for room at storage endpoint minio:443 (1 at once)"));
        assertThat(askedBeside()).isEqualTo(new Go());
    }

    /** What is counted by them is not in status: it is looked up again, once for each run. */
    @Test
    void shouldCountNodeAndStorageClassOfRunsOfBefore() {
        List<String> lookedUp = new ArrayList<>();
        ClaimPlaces volumes = (namespace, claim) -> {
            lookedUp.add(namespace + "/" + claim);
            return Set.of(NAS, NODE_A);
        };
        RunQueue queue = queue(new QueueLimits(Map.of(Place.Kind.NODE, 1)), Clock.systemUTC());
        new SourceGate(queue, volumes).among(() -> Stream.of(backingUp()), Stream::empty);

        assertThat(queue.ask(asking(NODE_A)))
                .isEqualTo(new Wait(Cause.ROOM, "waiting for room at node node-a (1 at once)"));
        assertThat(queue.ask(asking(new Place(Place.Kind.NODE, "node-b")))).isEqualTo(new Go());
        assertThat(lookedUp).containsExactly("media/videos");
    }

    /** Nobody tells of the end of a run that another process saw to. */
    @Test
    void shouldGiveRoomBackAsSoonAsARunIsOffTheRecord() {
        SettableClock clock = new SettableClock(NOW);
        List<ReplicationSource> sources = new ArrayList<>(List.of(backingUp()));
        RunQueue queue = queue(new QueueLimits(Map.of(Place.Kind.CONTROLLER, 1)), clock);
        new SourceGate(queue, ClaimPlaces.NONE).among(sources::stream, Stream::empty);
        assertThat(queue.ask(asking(Place.CONTROLLER))).isInstanceOf(Wait.class);

        sources.clear();
        clock.pass(Duration.ofSeconds(30));

        assertThat(queue.ask(asking(Place.CONTROLLER))).isEqualTo(new Go());
    }

    @Test
    void shouldLookAgainForWhatTheApiServerDidNotSay() {
        AtomicInteger looks = new AtomicInteger();
        ClaimPlaces volumes = (namespace, claim) -> {
            if (looks.incrementAndGet() == 1) {
                throw new KubernetesClientException("away");
            }
            return Set.of(NAS);
        };
        SettableClock clock = new SettableClock(NOW);
        RunQueue queue = queue(new QueueLimits(Map.of(Place.Kind.STORAGE_CLASS, 1)), clock);
        new SourceGate(queue, volumes).among(() -> Stream.of(backingUp()), Stream::empty);
        queue.tick();

        clock.pass(Duration.ofMinutes(1));

        assertThat(queue.ask(asking(NAS)))
                .isEqualTo(new Wait(Cause.ROOM, "waiting for room at storage class nas (1 at once)"));
        assertThat(looks).hasValue(2);
    }

    private static ReplicationSource backingUp() {
        return new KubernetesSerialization().unmarshal("""
                        apiVersion: volsync.backube/v1alpha1
                        kind: ReplicationSource
                        metadata: {name: videos, namespace: media, uid: uid-v}
                        spec: {sourcePVC: videos, restic: {repository: repo}}
                        status:
                          run: {id: hf-7c1e04d2-20261120t040000, startedAt: "2026-11-20T04:00:00Z", trigger: Schedule}
                          restic: {repository: {url: "s3:https://minio/bucket/videos"}}
                        """, ReplicationSource.class);
    }

    private static RunQueue queue(QueueLimits limits, Clock clock) {
        return RunQueue.still(limits, owner -> {}, location -> Sight.NONE, clock);
    }

    private static Application asking(Place place) {
        return new Application(
                new RunOwner("ReplicationSource", "media", "photos", "uid-" + place.name()),
                Urgency.SCHEDULED,
                NOW,
                new Footprint(Set.of(place), Sharing.SHARED),
                REPOSITORY,
                Trial.WHEN_CHOSEN);
    }

    private static Answer askedBeside(ReplicationDestination... restoring) {
        RunQueue queue = queue(new QueueLimits(Map.of(Place.Kind.ENDPOINT, 1)), Clock.systemUTC());
        new SourceGate(queue, ClaimPlaces.NONE).among(Stream::empty, () -> Stream.of(restoring));
        return queue.ask(asking(new Place(Place.Kind.ENDPOINT, REPOSITORY.endpoint())));
    }
}
