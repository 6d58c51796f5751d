package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer;
import backup.holdfast.controller.queue.Answer.Cause;
import backup.holdfast.controller.queue.Answer.Go;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.controller.resolver.ClaimNodes;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceGateTest {
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

    private static Answer askedBeside(ReplicationDestination... restoring) {
        RunQueue queue = RunQueue.still(
                new QueueLimits(Map.of(Place.Kind.ENDPOINT, 1)),
                owner -> {},
                location -> Sight.NONE,
                Clock.systemUTC());
        new SourceGate(queue, ClaimNodes.UNKNOWN).among(Stream::empty, () -> Stream.of(restoring));
        return queue.ask(new Application(
                new RunOwner("ReplicationSource", "media", "photos", "uid-s"),
                Urgency.SCHEDULED,
                Instant.parse("2026-11-20T04:00:00Z"),
                new Footprint(Set.of(new Place(Place.Kind.ENDPOINT, REPOSITORY.endpoint())), Sharing.SHARED),
                REPOSITORY,
                Trial.WHEN_CHOSEN));
    }
}
