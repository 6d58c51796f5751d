package backup.holdfast.controller.mover.copy;

import static java.util.Comparator.comparing;

import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ResticOptions;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the volume of a copy is asked to be: what the spec says, else what the copied one is. Pure.
 *
 * @param snapshot what the volume is made from; absent for a clone
 */
record CopyVolume(
        ResticOptions options,
        PersistentVolumeClaim source,
        @Nullable VolumeSnapshot snapshot) {
    private static final String STORAGE = "storage";
    private static final Quantity LEAST = new Quantity("1Gi");

    /**
     * VolSync's order, but never less than what the driver needs to put the data in: with less the volume could never be made.
     */
    Quantity size() {
        Optional<Quantity> needed = snapshot == null ? capacity() : restoreSize();
        Quantity wanted = Stream.of(Optional.ofNullable(options.capacity()), restoreSize(), capacity(), request())
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(LEAST);
        return needed.filter(least -> bySize(least, wanted) > 0).orElse(wanted);
    }

    private static int bySize(Quantity one, Quantity other) {
        return comparing(Quantity::getNumericalAmount).compare(one, other);
    }

    @Nullable
    String storageClass() {
        return options.storageClassName() == null ? source.getSpec().getStorageClassName() : options.storageClassName();
    }

    List<String> accessModes() {
        return options.accessModes().isEmpty() ? source.getSpec().getAccessModes() : options.accessModes();
    }

    /** Zero is what a driver says that can't tell. */
    private Optional<Quantity> restoreSize() {
        return Optional.ofNullable(snapshot)
                .map(taken -> taken.getStatus().restoreSize())
                .filter(size -> size.getNumericalAmount().signum() > 0);
    }

    private Optional<Quantity> capacity() {
        return Optional.ofNullable(source.getStatus()).map(status -> storage(status.getCapacity()));
    }

    private Optional<Quantity> request() {
        return Optional.ofNullable(source.getSpec().getResources()).map(resources -> storage(resources.getRequests()));
    }

    private static @Nullable Quantity storage(@Nullable Map<String, Quantity> quantities) {
        return Objects.requireNonNullElse(quantities, Map.<String, Quantity>of())
                .get(STORAGE);
    }
}
