package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A claim, read. Pure. */
record Claim(PersistentVolumeClaim object) {

    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    Claim {
        requireNonNull(object, "object is null");
    }

    String namespace() {
        return object.getMetadata().getNamespace();
    }

    String name() {
        return object.getMetadata().getName();
    }

    String uid() {
        return object.getMetadata().getUid();
    }

    boolean isTerminating() {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    String phase() {
        return Optional.ofNullable(object.getStatus())
                .map(status -> status.getPhase())
                .orElse("Pending");
    }

    boolean isBound() {
        return phase().equals("Bound");
    }

    Optional<String> volumeName() {
        return Optional.ofNullable(object.getSpec().getVolumeName()).filter(name -> !name.isEmpty());
    }

    Optional<String> className() {
        return Optional.ofNullable(object.getSpec().getStorageClassName());
    }

    Optional<String> selectedNode() {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).map(all -> all.get(SELECTED_NODE));
    }

    List<String> accessModes() {
        return object.getSpec().getAccessModes();
    }

    Quantity request() {
        return Optional.ofNullable(object.getSpec().getResources())
                .map(resources -> resources.getRequests())
                .map(requests -> requests.get("storage"))
                .orElse(new Quantity("1Gi"));
    }

    Quantity capacity() {
        return Optional.ofNullable(object.getStatus())
                .map(status -> status.getCapacity())
                .map(capacity -> capacity.get("storage"))
                .orElseGet(this::request);
    }

    static BigDecimal bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity);
    }

    static Quantity capacityOf(PersistentVolume volume) {
        return Optional.ofNullable(volume.getSpec().getCapacity().get("storage"))
                .orElse(new Quantity("0"));
    }

    /** Whether the volume says it is for this claim. */
    boolean isMeantBy(PersistentVolume volume) {
        ObjectReference reference = volume.getSpec().getClaimRef();
        return reference != null
                && name().equals(reference.getName())
                && namespace().equals(reference.getNamespace())
                && (reference.getUid() == null
                        || reference.getUid().isEmpty()
                        || reference.getUid().equals(uid()));
    }

    /** Whether an unclaimed volume would do. */
    boolean isSatisfiedBy(PersistentVolume volume) {
        return volume.getSpec().getClaimRef() == null
                && Optional.ofNullable(volume.getSpec().getStorageClassName())
                        .orElse("")
                        .equals(className().orElse(""))
                && volume.getSpec().getAccessModes().containsAll(accessModes())
                && bytes(capacityOf(volume)).compareTo(bytes(request())) >= 0;
    }
}
