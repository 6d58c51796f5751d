package backup.holdfast.controller.destination;

import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;

/**
 * What a destination's spec points at, as it is now.
 *
 * @param claim the volume to restore into, if it exists
 */
record DestinationReferences(
        ReplicationDestination destination,
        Target target,
        RepositoryReferences repository,
        Optional<PersistentVolumeClaim> claim) {

    static DestinationReferences lookUp(
            ReplicationDestination destination, DestinationSettings settings, References references) {
        String namespace = destination.getMetadata().getNamespace();
        return new DestinationReferences(
                destination,
                settings.target(),
                RepositoryReferences.lookUp(namespace, settings.secretName(), settings.customCertificate(), references),
                references.claim(namespace, settings.target().claimName()));
    }

    Readiness readiness() {
        return repository
                .obstacle()
                .or(this::claimObstacle)
                .<Readiness>map(notReady -> notReady)
                .orElseGet(() ->
                        new Ready(repository.inputs(destination.getMetadata().getGeneration())));
    }

    /** What a volume to be made lacks is made; one that is being removed is waited for. */
    private Optional<NotReady> claimObstacle() {
        if (target instanceof Target.Existing && (claim.isEmpty() || isLeaving(claim.get()))) {
            return Optional.of(new NotReady(
                    FailureClass.DESTINATION_MISSING,
                    name() + " (spec.restic.destinationPVC) "
                            + (claim.isEmpty() ? "does not exist." : "is being removed.")));
        }
        if (claim.isEmpty() || isLeaving(claim.get())) {
            return Optional.empty();
        }
        if (target instanceof Target.Provisioned
                && !RunOwner.of(destination).owns(claim.get().getMetadata())) {
            return unusable(
                    "exists, and was not made for this destination: name it in spec.restic.destinationPVC to restore"
                            + " into it, or remove it");
        }
        if ("Block".equals(claim.get().getSpec().getVolumeMode())) {
            return unusable("is a block device (volumeMode: Block), and restic restores files: name a claim with a file"
                    + " system");
        }
        if (List.of("ReadOnlyMany").equals(claim.get().getSpec().getAccessModes())) {
            return unusable("can only be read (ReadOnlyMany): name a claim that can be written");
        }
        return Optional.empty();
    }

    static boolean isLeaving(PersistentVolumeClaim claim) {
        return claim.getMetadata().getDeletionTimestamp() != null;
    }

    private Optional<NotReady> unusable(String why) {
        return Optional.of(new NotReady(FailureClass.INVALID_SPEC, name() + " " + why + "."));
    }

    private String name() {
        return "PersistentVolumeClaim " + destination.getMetadata().getNamespace() + "/" + target.claimName();
    }
}
