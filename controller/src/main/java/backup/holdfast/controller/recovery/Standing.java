package backup.holdfast.controller.recovery;

import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Locale;
import java.util.Optional;

/** How far the volume of one source has come; in the order of the work. */
public enum Standing {
    /** There is no claim of that name yet. */
    MISSING,
    /** Something else in what a person wrote does not resolve. */
    STALLED,
    /** A restore is under way, or ended badly. */
    RESTORING,
    /** It is there, but not yet backed up from here, or its last run failed. */
    UNPROVEN,
    /** A restore found nothing and left it empty, by policy. */
    EMPTY,
    /** It is there and backed up. */
    WHOLE;

    /** What the last look at a claim has shown. */
    public enum ClaimSight {
        PLAIN,
        /** It carries the mark of a restore. */
        RESTORING,
        /** It carries the mark of a restore that found nothing. */
        RESTORED_EMPTY
    }

    /** As in the metric. */
    public String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    public static Standing of(ReplicationSource source, ClaimSight claim) {
        ReplicationStatus status = source.getStatus();
        Optional<Condition> refused =
                status.condition(ConditionTypes.READY).filter(ready -> "False".equals(ready.getStatus()));
        if (refused.isPresent()) {
            return FailureClass.SOURCE_MISSING.label().equals(refused.get().getReason()) ? MISSING : STALLED;
        }
        if (claim == ClaimSight.RESTORING) {
            return RESTORING;
        }
        if (status.lastSyncTime() == null || status.consecutiveFailures() > 0) {
            return UNPROVEN;
        }
        return claim == ClaimSight.RESTORED_EMPTY ? EMPTY : WHOLE;
    }
}
