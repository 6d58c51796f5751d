package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** By which marks the objects of a copy are known: only what has an owner's marks is ever removed. */
final class CopyMarks {
    private CopyMarks() {}

    static Map<String, String> labels(RunOwner owner, RunId run) {
        return new TreeMap<>(Map.of(
                VolSyncKeys.CREATED_BY,
                VolSyncKeys.CREATED_BY_VOLSYNC,
                VolSyncKeys.CLEANUP,
                owner.uid(),
                HoldfastKeys.RUN,
                run.value()));
    }

    /** Whether it was made for a sync of this owner, by us or by VolSync. */
    static boolean isOf(RunOwner owner, HasMetadata object) {
        return owner.uid().equals(labels(object).get(VolSyncKeys.CLEANUP)) && owner.owns(object.getMetadata());
    }

    static boolean isOf(RunOwner owner, RunId run, HasMetadata object) {
        return isOf(owner, object) && run(object).filter(run::equals).isPresent();
    }

    static Optional<RunId> run(HasMetadata object) {
        return Optional.ofNullable(labels(object).get(HoldfastKeys.RUN))
                .filter(RunId::isRunId)
                .map(RunId::new);
    }

    static boolean isToBeKept(HasMetadata object) {
        return labels(object).containsKey(VolSyncKeys.DO_NOT_DELETE);
    }

    static boolean isTerminating(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** The user's token that the copy was made for. */
    static Optional<String> trigger(HasMetadata object) {
        return Optional.ofNullable(annotations(object).get(VolSyncKeys.COPY_TRIGGER));
    }

    static Map<String, String> annotations(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata())
                .map(ObjectMeta::getAnnotations)
                .orElse(Map.of());
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata())
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
    }
}
