package backup.holdfast.controller.source;

import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.Conditions.Truth;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Idle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a source, each computed anew from status and the decision at hand. {@code Ready} and {@code Stalled} speak
 * about what a person wrote, for GitOps tools; {@code BackupHealthy} about the last run: a dead NAS must not block deployments.
 */
final class SourceConditions {
    private static final String ACCEPTED = "Accepted";
    private static final String NO_RUN_YET = "NoRunYet";

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
        Optional<NotReady> stalled =
                surroundings.curb().map(SourceConditions::outdated).or(() -> stalled(status, readiness));
        conditions.remove(ConditionTypes.RECONCILING);
        if (stalled.isPresent()) {
            stall(conditions, stalled.get());
        } else {
            String note = surroundings.placementNote().map(text -> ". " + text).orElse("");
            conditions.set(ConditionTypes.READY, Truth.TRUE, ACCEPTED, ready(decision) + note);
            conditions.remove(ConditionTypes.STALLED);
        }
        backupHealthy(conditions, status);
        settings.ifPresent(s -> retentionActive(conditions, status, s.retain(), surroundings));
        if (decision instanceof Idle) {
            idle(conditions, status, stalled, settings.map(SourceSettings::trigger));
        } else {
            conditions.set(
                    ConditionTypes.SYNCHRONIZING,
                    Truth.TRUE,
                    ConditionReasons.SYNC_IN_PROGRESS,
                    inProgress(surroundings.moverWait()));
        }
    }

    /** Nothing can be started, whatever the spec says. */
    static void halt(Conditions conditions, String why) {
        conditions.remove(ConditionTypes.RECONCILING);
        stall(conditions, outdated(why));
        conditions.set(ConditionTypes.SYNCHRONIZING, Truth.FALSE, ConditionReasons.ERROR, why);
    }

    private static void stall(Conditions conditions, NotReady why) {
        String reason = why.failure().label();
        conditions.set(ConditionTypes.READY, Truth.FALSE, reason, why.detail());
        conditions.set(ConditionTypes.STALLED, Truth.TRUE, reason, why.detail());
    }

    private static NotReady outdated(String why) {
        return new NotReady(FailureClass.SCHEMA_OUTDATED, why);
    }

    /** Whether the conditions of a run under way tell what its mover waits for. */
    static boolean tell(ReplicationStatus status, Optional<MoverWait> wait) {
        return status.condition(ConditionTypes.SYNCHRONIZING)
                .filter(condition -> inProgress(wait).equals(condition.getMessage()))
                .isPresent();
    }

    /** VolSync's words, and what it does not tell. */
    private static String inProgress(Optional<MoverWait> wait) {
        return "Synchronization in-progress"
                + wait.map(it -> ": " + it.cause().sentence()).orElse("");
    }

    /** What only a person can change, found in the spec or by the last run. */
    private static Optional<NotReady> stalled(ReplicationStatus status, Readiness readiness) {
        if (readiness instanceof NotReady notReady) {
            return Optional.of(notReady);
        }
        return failure(status)
                .filter(failure -> failure.retry() == Retry.NEEDS_CHANGE)
                .map(failure -> new NotReady(failure, failure.sentence()));
    }

    private static Optional<FailureClass> failure(ReplicationStatus status) {
        LastRun last = status.lastRun();
        return status.consecutiveFailures() == 0 || last == null
                ? Optional.empty()
                : Optional.of(FailureClass.ofLabel(String.valueOf(last.failureClass())));
    }

    private static String ready(SourceDecision decision) {
        if (!(decision instanceof Idle idle)) {
            return "Accepted";
        }
        return switch (idle.why()) {
            case SCHEDULE, MANUAL, SPACING, BACK_OFF, NOT_READY -> "Accepted";
            case PAUSED -> "Accepted; paused by spec.paused";
            case HELD -> "Accepted; held: " + idle.explanation();
        };
    }

    private static void backupHealthy(Conditions conditions, ReplicationStatus status) {
        LastRun last = status.lastRun();
        if (last == null) {
            conditions.set(
                    ConditionTypes.BACKUP_HEALTHY, Truth.UNKNOWN, NO_RUN_YET, "No run of Holdfast has ended yet.");
            return;
        }
        Optional<FailureClass> failure = failure(status);
        if (failure.isPresent()) {
            conditions.set(
                    ConditionTypes.BACKUP_HEALTHY,
                    Truth.FALSE,
                    failure.get().label(),
                    failure.get().sentence());
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
            Conditions conditions, ReplicationStatus status, Retain retain, Surroundings surroundings) {
        MaintenanceStatus maintenance = status.maintenance();
        RetentionFrozen frozen = status.restic().retentionFrozen();
        if (surroundings.curb().isPresent()) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    ConditionReasons.SCHEMA_OUTDATED,
                    "Nothing is forgotten or pruned: " + surroundings.curb().get());
        } else if (maintenance != null && maintenance.failureClass() != null) {
            FailureClass failure = FailureClass.ofLabel(maintenance.failureClass());
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    failure.label(),
                    "The backup is good, but " + maintenance.step() + " failed and is tried again: "
                            + failure.sentence());
        } else if (surroundings.sharedIdentity().isPresent()) {
            conditions.set(
                    ConditionTypes.RETENTION_ACTIVE,
                    Truth.FALSE,
                    ConditionReasons.SHARED_IDENTITY,
                    "Nothing is forgotten or pruned: "
                            + surroundings.sharedIdentity().get());
        } else if (retain instanceof Retain.Everything everything) {
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

    /** VolSync's one condition, with VolSync's words. */
    private static void idle(
            Conditions conditions, ReplicationStatus status, Optional<NotReady> stalled, Optional<Trigger> trigger) {
        @Nullable
        String error = stalled.map(NotReady::detail)
                .or(() -> failure(status).map(FailureClass::sentence))
                .orElse(null);
        if (error != null) {
            conditions.set(ConditionTypes.SYNCHRONIZING, Truth.FALSE, ConditionReasons.ERROR, error);
            return;
        }
        boolean manual = trigger.filter(Trigger.Manual.class::isInstance).isPresent();
        conditions.set(
                ConditionTypes.SYNCHRONIZING,
                Truth.FALSE,
                manual ? ConditionReasons.WAITING_FOR_MANUAL : ConditionReasons.WAITING_FOR_SCHEDULE,
                manual ? "Waiting for manual trigger" : "Waiting for next scheduled synchronization");
    }
}
