package backup.holdfast.controller.mover.copy;

import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.MoverWait;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/** The one next thing to do for a copy. */
sealed interface CopyStep {
    /** It is there. Its volume may still have to be made: some are not before a pod wants them. */
    record Use(PersistentVolumeClaim claim) implements CopyStep {}

    record TakeSnapshot(VolumeSnapshot snapshot) implements CopyStep {}

    record MakeClaim(PersistentVolumeClaim claim) implements CopyStep {}

    /** An earlier run's, which would be backed up for this one's. */
    record Remove(HasMetadata stale) implements CopyStep {}

    /** @param why absent as long as it takes no longer than it usually does */
    record Await(Optional<MoverWait> why) implements CopyStep {
        static Await quietly() {
            return new Await(Optional.empty());
        }

        static Await because(MoverWait.Cause cause, String detail) {
            return new Await(Optional.of(new MoverWait(cause, detail)));
        }
    }

    record Refuse(FailureClass failure, String message) implements CopyStep {}
}
