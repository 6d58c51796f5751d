package backup.holdfast.controller.source;

import backup.holdfast.controller.sync.LockWords;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.Conditions.Truth;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Idle;
import java.util.Optional;

/**
 * The conditions of a source, each computed anew from status and the decision at hand: those every object has, and {@code
 * BackupHealthy} about the last run, which no GitOps tool waits for: a dead NAS must not block deployments.
 */
final class SourceConditions {
    private SourceConditions() {}

    /**
     * What is neither in the spec nor in the status.
     *
     * @param placementNote why snapshots are not recorded under the usual path, if they are not
     * @param sharedIdentity who else files snapshots as this source does, if anybody
     * @param curb why nothing may be removed from its repository, if definitions in the cluster drop what was asked for
     * @param moverWait what keeps the mover of the run under way from its work, if anything does
     */
    record Surroundings(
            Optional<String> placementNote,
            Optional<String> sharedIdentity,
            Optional<String> curb,
            Optional<MoverWait> moverWait) {}

    static void apply(
            Conditions conditions,
            ReplicationStatus status,
            SourceDecision decision,
            Readiness readiness,
            Optional<SourceSettings> settings,
            Surroundings surroundings) {
        SyncConditions.apply(
                conditions,
                status,
                decision instanceof Idle idle ? Optional.of(idle) : Optional.empty(),
                surroundings.curb().<Readiness>map(SyncConditions::outdated).orElse(readiness),
                settings.map(SourceSettings::trigger),
                surroundings.placementNote(),
                surroundings.moverWait());
        backupHealthy(conditions, status);
        settings.ifPresent(s -> retentionActive(conditions, status, s, surroundings));
    }

    private static void backupHealthy(Conditions conditions, ReplicationStatus status) {
        LastRun last = status.lastRun();
        if (last == null) {
            conditions.set(
                    ConditionTypes.BACKUP_HEALTHY,
                    Truth.UNKNOWN,
                    SyncConditions.NO_RUN_YET,
                    "No run of Holdfast has ended yet.");
            return;
        }
        Optional<FailureClass> failure = SyncConditions.failure(status);
        if (failure.isPresent()) {
            conditions.set(
                    ConditionTypes.BACKUP_HEALTHY,
                    Truth.FALSE,
                    failure.get().label(),
                    LockWords.told(failure.get(), last.message()));
            return;
        }
        String message = switch (last.result()) {
            case SUCCEEDED -> "The last run made a snapshot.";
            case UNCHANGED -> "Nothing had changed since the newest snapshot.";
            case EMPTY -> "The volume is empty: no snapshot was made, nothing was forgotten or pruned.";
            case PARTIAL_READ, FAILED, CANCELLED, NO_SNAPSHOT, UNKNOWN -> "The last run is over.";
        };
        String reason = switch (last.result()) {
            case SUCCEEDED -> "Succeeded";
            case UNCHANGED -> "Unchanged";
            case EMPTY -> "EmptyVolume";
            case PARTIAL_READ, FAILED, CANCELLED, NO_SNAPSHOT, UNKNOWN -> "Ended";
        };
        conditions.set(ConditionTypes.BACKUP_HEALTHY, Truth.TRUE, reason, message);
    }

    private static void retentionActive(
            Conditions conditions, ReplicationStatus status, SourceSettings settings, Surroundings surroundings) {
        MaintenanceStatus maintenance = status.maintenance();
        RetentionFrozen frozen = status.restic().retentionFrozen();
        if (surroundings.curb().isPresent()) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    ConditionReasons.SCHEMA_OUTDATED,
                    "Nothing is forgotten or pruned: " + surroundings.curb().get());
        } else if (settings.conduct() == Conduct.RECOVERY) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    "RecoveryMode",
                    "Nothing is forgotten or pruned, and no repository is created: the controller runs with"
                            + " --recovery-mode.");
        } else if (maintenance != null && maintenance.failureClass() != null) {
            FailureClass failure = FailureClass.ofLabel(maintenance.failureClass());
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    failure.label(),
                    "The backup is good, but " + maintenance.step() + " failed and is tried again: "
                            + LockWords.told(failure, maintenance.message()));
        } else if (surroundings.sharedIdentity().isPresent()) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    ConditionReasons.SHARED_IDENTITY,
                    "Nothing is forgotten or pruned: "
                            + surroundings.sharedIdentity().get());
        } else if (settings.retain() instanceof Retain.Everything everything) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    "KeepsEverything",
                    everything.reason() + ". For example, under spec.restic:\n"
                            + String.join("\n", everything.linesToAdd()));
        } else if (frozen != null) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    "Frozen",
                    "Nothing is forgotten or pruned: " + frozen.reason());
        } else {
            conditions.set(ConditionTypes.RETENTION_ACTIVE, Truth.TRUE, "Active", "spec.restic.retain is applied.");
        }
    }
}
