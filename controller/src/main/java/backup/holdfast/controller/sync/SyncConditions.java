package backup.holdfast.controller.sync;

import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.Conditions.Truth;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.SourceDecision.Idle;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that sources and destinations have in common. {@code Ready} and {@code Stalled} speak about what a person wrote,
 * for GitOps tools; {@code Synchronizing} is VolSync's.
 */
public final class SyncConditions {
    /** The reason while nothing ended yet that could be told about. */
    public static final String NO_RUN_YET = "NoRunYet";

    private static final String ACCEPTED = "Accepted";
    private static final String IN_PROGRESS = "Synchronization in-progress";

    private SyncConditions() {}

    /**
     * @param idle absent while a run is under way
     * @param trigger absent where it cannot be read
     * @param note what else there is to say about an accepted spec
     */
    public static void apply(
            Conditions conditions,
            ReplicationStatus status,
            Optional<Idle> idle,
            Readiness readiness,
            Optional<Trigger> trigger,
            Optional<String> note,
            Optional<MoverWait> moverWait) {
        Optional<NotReady> stalled = stalled(status, readiness);
        conditions.remove(ConditionTypes.RECONCILING);
        if (stalled.isPresent()) {
            stall(conditions, stalled.get());
        } else {
            conditions.set(
                    ConditionTypes.READY,
                    Truth.TRUE,
                    ACCEPTED,
                    ready(idle) + note.map(text -> ". " + text).orElse(""));
            conditions.remove(ConditionTypes.STALLED);
        }
        if (idle.isPresent()) {
            idle(conditions, status, stalled, trigger);
        } else {
            conditions.set(
                    ConditionTypes.SYNCHRONIZING, Truth.TRUE, ConditionReasons.SYNC_IN_PROGRESS, inProgress(moverWait));
        }
    }

    /** Whether a source was told that another one files its snapshots as the same history. */
    public static boolean tellSharedIdentity(ReplicationStatus status) {
        return status.condition(ConditionTypes.RETENTION_ACTIVE)
                .filter(condition -> ConditionReasons.SHARED_IDENTITY.equals(condition.getReason()))
                .isPresent();
    }

    /** Nothing can be started, whatever the spec says. */
    public static void halt(Conditions conditions, String why) {
        conditions.remove(ConditionTypes.RECONCILING);
        stall(conditions, outdated(why));
        conditions.set(ConditionTypes.SYNCHRONIZING, Truth.FALSE, ConditionReasons.ERROR, why);
    }

    private static void stall(Conditions conditions, NotReady why) {
        String reason = why.failure().label();
        conditions.set(ConditionTypes.READY, Truth.FALSE, reason, why.detail());
        conditions.set(ConditionTypes.STALLED, Truth.TRUE, reason, why.detail());
    }

    /** The definitions in the cluster do not keep what keeps data safe. */
    public static NotReady outdated(String why) {
        return new NotReady(FailureClass.SCHEMA_OUTDATED, why);
    }

    /** Whether the conditions of a run under way tell what its mover waits for. */
    public static boolean tell(ReplicationStatus status, Optional<MoverWait> wait) {
        return status.condition(ConditionTypes.SYNCHRONIZING)
                .filter(condition -> inProgress(wait).equals(condition.getMessage()))
                .isPresent();
    }

    /** What keeps the mover of the run under way from its work, as it was last told. */
    public static Optional<MoverWait.Cause> waitsFor(ReplicationStatus status) {
        return status.condition(ConditionTypes.SYNCHRONIZING)
                .filter(condition -> status.run() != null)
                .flatMap(condition -> Stream.of(MoverWait.Cause.values())
                        .filter(cause -> inProgress(cause).equals(condition.getMessage()))
                        .findFirst());
    }

    /** Of the last run, if it failed. */
    public static Optional<FailureClass> failure(ReplicationStatus status) {
        LastRun last = status.lastRun();
        return status.consecutiveFailures() == 0 || last == null
                ? Optional.empty()
                : Optional.of(FailureClass.ofLabel(String.valueOf(last.failureClass())));
    }

    /** VolSync's words, and what it does not tell. */
    private static String inProgress(Optional<MoverWait> wait) {
        return wait.map(it -> inProgress(it.cause())).orElse(IN_PROGRESS);
    }

    private static String inProgress(MoverWait.Cause cause) {
        return IN_PROGRESS + ": " + cause.sentence();
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

    private static String ready(Optional<Idle> idle) {
        if (idle.isEmpty()) {
            return "Accepted";
        }
        return switch (idle.get().why()) {
            case SCHEDULE, MANUAL, SPACING, BACK_OFF, NOT_READY -> "Accepted";
            case PAUSED -> "Accepted; paused by spec.paused";
            case HELD, STORAGE_SILENT -> "Accepted; held: " + idle.get().explanation();
            case QUEUED -> "Accepted; queued: " + idle.get().explanation();
        };
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
