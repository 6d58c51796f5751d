package backup.holdfast.controller.mover.job;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.ResticOptions;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claim of restic's cache: under VolSync's name, so that one VolSync made goes on being used. It holds nothing that could not be
 * fetched again, so one that can't be made to fit is replaced. Pure.
 *
 * @param data the volume to back up, whose class and modes are taken where the spec names none
 */
record CacheClaim(RunOwner owner, ResticOptions options, VolumeSight data) {
    private static final Quantity CAPACITY = new Quantity("1Gi");
    private static final String STORAGE = "storage";
    private static final String LOST = "Lost";

    /** What to do so that there is a cache. */
    sealed interface Step {
        record Keep() implements Step {}

        record Create(PersistentVolumeClaim claim) implements Step {}

        /** Ask for more room; where that is refused, replace it. */
        record Grow(PersistentVolumeClaim existing, PersistentVolumeClaim claim, Quantity capacity) implements Step {}

        record Replace(PersistentVolumeClaim existing, PersistentVolumeClaim claim) implements Step {}

        /** It is being removed; a new one can only be made afterwards. */
        record Await(String detail) implements Step {}
    }

    String name() {
        return new JobNames(owner).cacheClaim();
    }

    Step next(Optional<PersistentVolumeClaim> existing) {
        return existing.map(this::next).orElseGet(() -> new Step.Create(wanted()));
    }

    private Step next(PersistentVolumeClaim existing) {
        ObjectMeta metadata = existing.getMetadata();
        if (metadata.getDeletionTimestamp() != null) {
            return new Step.Await("PersistentVolumeClaim " + name() + " is being removed");
        }
        if (!isOurs(metadata)) {
            return new Step.Keep();
        }
        if (isLost(existing) || isOfAnotherClass(existing) || cannotGrow(existing)) {
            return new Step.Replace(existing, wanted());
        }
        Quantity asked = requested(existing);
        return asked == null || capacity().getNumericalAmount().compareTo(asked.getNumericalAmount()) > 0
                ? new Step.Grow(existing, wanted(), capacity())
                : new Step.Keep();
    }

    private PersistentVolumeClaim wanted() {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(owner.metadata(name()).build())
                .withNewSpec()
                .withAccessModes(accessModes())
                .withStorageClassName(storageClass())
                .withNewResources()
                .withRequests(Map.of(STORAGE, capacity()))
                .endResources()
                .endSpec()
                .build();
    }

    private Quantity capacity() {
        return options.cacheCapacity() == null ? CAPACITY : requireNonNull(options.cacheCapacity());
    }

    private @Nullable String storageClass() {
        if (options.cacheStorageClassName() != null) {
            return options.cacheStorageClassName();
        }
        return options.storageClassName() != null
                ? options.storageClassName()
                : data.claim().getSpec().getStorageClassName();
    }

    private List<String> accessModes() {
        if (!options.cacheAccessModes().isEmpty()) {
            return options.cacheAccessModes();
        }
        List<String> modes = options.accessModes().isEmpty() ? data.accessModes() : options.accessModes();
        // A cache is written, whatever the volume is.
        return modes.isEmpty() || modes.equals(List.of("ReadOnlyMany")) ? List.of("ReadWriteOnce") : modes;
    }

    private boolean isOurs(ObjectMeta metadata) {
        Map<String, String> labels = metadata.getLabels();
        return owner.owns(metadata)
                && labels != null
                && VolSyncKeys.CREATED_BY_VOLSYNC.equals(labels.get(VolSyncKeys.CREATED_BY));
    }

    private static boolean isLost(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && LOST.equals(claim.getStatus().getPhase());
    }

    /** Only where the spec names one: what the default class was once is no reason to throw a cache away. */
    private boolean isOfAnotherClass(PersistentVolumeClaim existing) {
        String asked = options.cacheStorageClassName();
        String has = existing.getSpec().getStorageClassName();
        return asked != null && has != null && !asked.equals(has);
    }

    /** The class allows it, the driver does not. */
    private static boolean cannotGrow(PersistentVolumeClaim existing) {
        Map<String, String> statuses =
                existing.getStatus() == null ? null : existing.getStatus().getAllocatedResourceStatuses();
        return statuses != null && statuses.getOrDefault(STORAGE, "").endsWith("Infeasible");
    }

    private static @Nullable Quantity requested(PersistentVolumeClaim existing) {
        return existing.getSpec().getResources() == null
                        || existing.getSpec().getResources().getRequests() == null
                ? null
                : existing.getSpec().getResources().getRequests().get(STORAGE);
    }
}
