package backup.holdfast.controller.destination;

import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who else works on a volume. The API server is asked, not a cache: a backup that began a moment ago would otherwise be missed. One
 * that begins now finds the destination's run in its own cache, where that has been since before the snapshot was looked for, or the
 * mark of the attempt before.
 */
public final class VolumeUse {
    private final KubernetesClient client;

    public VolumeUse(KubernetesClient client) {
        this.client = client;
    }

    /** Whose mark is on the claim, if that restore is still under way. */
    Optional<MoverWait> otherRestore(PersistentVolumeClaim claim, ReplicationDestination self) {
        return RestoreMark.on(claim)
                .flatMap(mark -> client
                        .resources(ReplicationDestination.class)
                        .inNamespace(claim.getMetadata().getNamespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(other -> !Objects.equals(
                                other.getMetadata().getUid(), self.getMetadata().getUid()))
                        .filter(other -> other.getStatus().run() != null
                                && mark.runId().equals(other.getStatus().run().id()))
                        .findFirst()
                        .map(other -> busy(
                                "ReplicationDestination " + other.getMetadata().getName() + " restores into "
                                        + claim.getMetadata().getName() + " in run " + mark.runId())));
    }

    /** A backup of the claim that is under way. */
    Optional<MoverWait> backup(PersistentVolumeClaim claim) {
        return client
                .resources(ReplicationSource.class)
                .inNamespace(claim.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(source -> source.getStatus().run() != null
                        && claim.getMetadata().getName().equals(source.getSpec().sourcePVC()))
                .findFirst()
                .map(source -> busy("ReplicationSource " + source.getMetadata().getName() + " backs "
                        + claim.getMetadata().getName() + " up in run "
                        + Objects.requireNonNull(source.getStatus().run()).id()));
    }

    /** The runs of this namespace known to have ended in the repository: theirs may be the lock in the way of a restore. */
    List<EndedRun> endedRuns(ReplicationDestination self, String fingerprint) {
        String namespace = self.getMetadata().getNamespace();
        Stream<ReplicationStatus> sources =
                client.resources(ReplicationSource.class).inNamespace(namespace).list().getItems().stream()
                        .map(ReplicationSource::getStatus);
        Stream<ReplicationStatus> destinations =
                client.resources(ReplicationDestination.class).inNamespace(namespace).list().getItems().stream()
                        .filter(other -> !Objects.equals(
                                other.getMetadata().getUid(), self.getMetadata().getUid()))
                        .map(ReplicationDestination::getStatus);
        return RunRecords.endedIn(fingerprint, self.getStatus(), Stream.concat(sources, destinations));
    }

    private static MoverWait busy(String detail) {
        return new MoverWait(Cause.VOLUME_BUSY, detail);
    }
}
