package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement;
import backup.holdfast.replication.lock.LockPolicy;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.restic.result.RunReport;
import java.time.Duration;
import java.time.Instant;

/** Judges locks by the record of runs and the clocks there are, and writes down what became of each. */
final class LockBook {
    /** Where the storage dates no lock, the mover's clock says what is stale: by one that is too far ahead of the controller's it must not. */
    private static final Duration TRUSTED_AHEAD = Duration.ofMinutes(10);

    private final MoverPlan plan;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final LockPolicy policy;

    LockBook(MoverPlan plan, RunContext context, OutcomeDraft draft) {
        this.plan = requireNonNull(plan, "plan is null");
        this.context = requireNonNull(context, "context is null");
        this.draft = requireNonNull(draft, "draft is null");
        this.policy = new LockPolicy(plan.runId(), plan.locks().endedRuns());
    }

    LockJudgement judge(SeenLock lock) {
        return policy.judge(lock, notLaterThan());
    }

    boolean isClockTrusted() {
        return Duration.between(notLaterThan(), context.now()).compareTo(TRUSTED_AHEAD) < 0;
    }

    /** By the clock of the controller, which made the plan, if the mover's is ahead of it. */
    Instant notLaterThan() {
        Instant own = context.now();
        Instant planned = plan.plannedAt().plus(Duration.between(context.startedAt(), own));
        return planned.isBefore(own) ? planned : own;
    }

    /** Whether it is out of the way. */
    boolean met(SeenLock lock, LockVerdict verdict, String reason) {
        String text = "lock of "
                + draft.met(lock, verdict, reason, notLaterThan()).holder() + " " + verdict.label() + ": " + reason;
        remark(text);
        return verdict == LockVerdict.REMOVED;
    }

    void remark(String text) {
        draft.say(text);
        context.reporter().report(Kind.WARNING, text);
    }

    void heard(RunReport report) {
        draft.heard(report);
    }
}
