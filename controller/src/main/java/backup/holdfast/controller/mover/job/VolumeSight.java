package backup.holdfast.controller.mover.job;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;

/** A claim as a mover's pod has to see it. */
record VolumeSight(PersistentVolumeClaim claim) {
    private static final String READ_ONLY_MANY = "ReadOnlyMany";

    String name() {
        return claim.getMetadata().getName();
    }

    /** Those it has, or those it asks for as long as it is not bound. */
    List<String> accessModes() {
        return Optional.ofNullable(claim.getStatus())
                .map(status -> status.getAccessModes())
                .filter(modes -> !modes.isEmpty())
                .orElseGet(() -> claim.getSpec().getAccessModes());
    }

    boolean hasMode(String mode) {
        return accessModes().contains(mode);
    }

    boolean isReadOnly() {
        return accessModes().equals(List.of(READ_ONLY_MANY));
    }
}
