package backup.holdfast.controller.populate;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.util.Optional;

/**
 * A claim that asks to be filled from a ReplicationDestination of its namespace.
 *
 * @param destination the name of that destination
 */
public record ClaimRequest(PersistentVolumeClaim claim, String destination) {
    /** What Kubernetes' populators call the claim they fill in place of another. */
    private static final String PRIME = "vs-prime-";

    public ClaimRequest {
        requireNonNull(claim, "claim is null");
        requireNonNull(destination, "destination is null");
    }

    /** Nothing for a claim that asks for no data, or for data of somebody else's. */
    public static Optional<ClaimRequest> of(PersistentVolumeClaim claim) {
        TypedObjectReference source = claim.getSpec().getDataSourceRef();
        boolean ours = source != null
                && ReplicationResource.GROUP.equals(source.getApiGroup())
                && ReplicationDestination.class.getSimpleName().equals(source.getKind())
                && (source.getNamespace() == null
                        || source.getNamespace().isEmpty()
                        || source.getNamespace().equals(claim.getMetadata().getNamespace()));
        return ours ? Optional.of(new ClaimRequest(claim, source.getName())) : Optional.empty();
    }

    public String namespace() {
        return claim.getMetadata().getNamespace();
    }

    String name() {
        return claim.getMetadata().getName();
    }

    String uid() {
        return claim.getMetadata().getUid();
    }

    /** The claim that is filled in its place. */
    public String primeName() {
        return PRIME + uid();
    }

    /** Whose movers they are: all they leave goes with the claim, at the latest. */
    public RunOwner owner() {
        return new RunOwner(RunOwner.CLAIM, namespace(), name(), uid());
    }
}
