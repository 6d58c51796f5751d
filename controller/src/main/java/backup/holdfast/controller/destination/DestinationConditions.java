package backup.holdfast.controller.destination;

import backup.holdfast.controller.sync.LockWords;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.Conditions.Truth;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.DestinationDecision;
import backup.holdfast.replication.state.DestinationDecision.Rest;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.Readiness;
import java.util.Optional;

/**
 * The conditions of a destination, each computed anew from status and the decision at hand: those every object has, and {@code
 * RestoreHealthy} about the last run, which no GitOps tool waits for.
 */
final class DestinationConditions {
    private DestinationConditions() {}

    static void apply(
            Conditions conditions,
            ReplicationStatus status,
            DestinationDecision decision,
            Readiness readiness,
            Optional<Trigger> trigger,
            Optional<MoverWait> wait) {
        SyncConditions.apply(
                conditions,
                status,
                decision instanceof Rest rest ? Optional.of(rest.idle()) : Optional.empty(),
                readiness,
                trigger,
                Optional.empty(),
                wait);
        restoreHealthy(conditions, status);
    }

    private static void restoreHealthy(Conditions conditions, ReplicationStatus status) {
        LastRun last = status.lastRun();
        Optional<FailureClass> failure = SyncConditions.failure(status);
        if (last == null) {
            conditions.set(
                    ConditionTypes.RESTORE_HEALTHY,
                    Truth.UNKNOWN,
                    SyncConditions.NO_RUN_YET,
                    "No run of Holdfast has ended yet.");
        } else if (failure.isPresent()) {
            conditions.set(
                    ConditionTypes.RESTORE_HEALTHY,
                    Truth.FALSE,
                    failure.get().label(),
                    LockWords.told(failure.get(), last.message()));
        } else {
            switch (last.result()) {
                case NO_SNAPSHOT ->
                    conditions.set(
                            ConditionTypes.RESTORE_HEALTHY,
                            Truth.TRUE,
                            "NoSnapshot",
                            "There was no snapshot to restore, and by policy the volume was handed out as it was. The Event"
                                    + " names the repository.");
                case SUCCEEDED, UNCHANGED, EMPTY, PARTIAL_READ, FAILED, CANCELLED, UNKNOWN ->
                    conditions.set(
                            ConditionTypes.RESTORE_HEALTHY,
                            Truth.TRUE,
                            "Succeeded",
                            "The snapshot in status.selectedSnapshot was restored.");
            }
        }
    }
}
