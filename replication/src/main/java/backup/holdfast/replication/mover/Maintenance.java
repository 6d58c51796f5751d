package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.retention.EmptiedVolumeGuard;
import backup.holdfast.replication.retention.ForgetFacts;
import backup.holdfast.replication.retention.ForgetFacts.ClockReading;
import backup.holdfast.replication.retention.ForgetGuard;
import backup.holdfast.replication.retention.ForgetVerdict;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.ResticDuration;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.retention.RetentionPreview;
import backup.holdfast.replication.retention.VolumeVerdict;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.ForgetOptions.Grouping;
import backup.holdfast.restic.command.ForgetOptions.Period;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.PruneReport;
import backup.holdfast.restic.result.ResticResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forget and prune, after a good backup or on their own. What goes is previewed first: forget only runs when the policy would
 * remove something, and not at all when that looks like an accident. Nothing here ever turns a good backup into a failed one.
 */
final class Maintenance {
    private final BackupPlan plan;
    private final ResticClient restic;
    private final GlobalOptions options;
    private final RunContext context;
    private final OutcomeDraft draft;

    Maintenance(BackupPlan plan, ResticClient restic, GlobalOptions options, RunContext context, OutcomeDraft draft) {
        this.plan = plan;
        this.restic = restic;
        this.options = options;
        this.context = context;
        this.draft = draft;
    }

    void execute() {
        Retention retention = plan.retention();
        if (retention.frozenBecause() != null) {
            draft.forget = new ForgetDone(0, 0, retention.frozenBecause(), 0);
            draft.say("Nothing was forgotten or pruned: " + retention.frozenBecause());
            return;
        }
        RetentionPolicy policy = plan.steps().contains(Step.FORGET) ? retention.policy() : null;
        if (policy != null && !forget(policy)) {
            return;
        }
        if (plan.steps().contains(Step.PRUNE) && draft.prune == null) {
            prune();
        }
    }

    /** Whether prune may follow. */
    private boolean forget(RetentionPolicy policy) {
        ResticResult<List<Snapshot>> listed = restic.with(options.noLock())
                .snapshots(
                        SnapshotFilter.ALL
                                .host(plan.identity().host())
                                .path(plan.identity().path()),
                        context.shortStep("snapshots"));
        return listed.fold(
                success -> forget(
                        policy, success.value().stream().map(Snapshots::info).toList()),
                partial -> false,
                failure -> {
                    draft.heard(failure.report());
                    draft.failMaintenance("forget", failure.failure());
                    return false;
                });
    }

    private boolean forget(RetentionPolicy policy, List<SnapshotInfo> snapshots) {
        Optional<String> emptied = emptied(snapshots);
        RetentionPreview preview = RetentionPreview.of(snapshots, policy, context.now());
        int removing = preview.remove().size();
        if (emptied.isPresent()) {
            return freeze(emptied.get(), snapshots.size(), removing);
        }
        ForgetVerdict verdict = ForgetGuard.judge(preview, facts(policy));
        if (verdict instanceof ForgetVerdict.Frozen frozen) {
            return freeze(frozen.explanation(), snapshots.size(), removing);
        }
        if (verdict instanceof ForgetVerdict.Refused refused) {
            return freeze(refused.explanation(), snapshots.size(), removing);
        }
        if (removing == 0) {
            draft.forget = new ForgetDone(0, snapshots.size(), null, 0);
            return true;
        }
        return carryOut(policy);
    }

    private boolean freeze(String reason, int kept, int wouldRemove) {
        draft.forget = new ForgetDone(0, kept, reason, wouldRemove);
        draft.say("Nothing was forgotten or pruned: " + reason);
        return false;
    }

    private boolean carryOut(RetentionPolicy policy) {
        ForgetOptions forget = withPolicy(ForgetOptions.byPolicy(), policy)
                .host(plan.identity().host())
                .path(plan.identity().path())
                .groupBy(Set.of(Grouping.HOST, Grouping.PATHS));
        boolean pruneToo = plan.steps().contains(Step.PRUNE);
        ResticResult<ForgetReport> result = restic.forget(
                pruneToo ? forget.prune() : forget,
                pruneToo ? context.longStep("forget and prune") : context.shortStep("forget"));
        draft.heard(result.report());
        result.reported().ifPresent(report -> {
            int removed = report.removed().size();
            draft.forget = new ForgetDone(removed, report.kept().size(), null, 0);
            draft.say("forgot " + removed + " snapshots, kept " + report.kept().size());
        });
        return result.fold(
                success -> {
                    if (pruneToo) {
                        pruned();
                    }
                    return true;
                },
                partial -> {
                    draft.failMaintenance("forget", partial.shortfall());
                    return false;
                },
                failure -> {
                    draft.failMaintenance("forget", failure.failure());
                    return false;
                });
    }

    private void prune() {
        ResticResult<PruneReport> result = restic.prune(PruneOptions.DEFAULTS, context.longStep("prune"));
        draft.heard(result.report());
        result.fold(
                success -> {
                    pruned();
                    return true;
                },
                partial -> {
                    draft.failMaintenance("prune", partial.shortfall());
                    return false;
                },
                failure -> {
                    draft.failMaintenance("prune", failure.failure());
                    return false;
                });
    }

    private void pruned() {
        draft.prune = new PruneDone(context.now());
        draft.say("pruned");
    }

    private ForgetFacts facts(RetentionPolicy policy) {
        Instant now = context.now();
        // A pod may wait for hours before it starts, so only a clock that lies before the plan's is known to be wrong.
        List<ClockReading> clocks = now.isBefore(plan.plannedAt())
                ? List.of(new ClockReading("the controller", plan.plannedAt(), now))
                : List.of();
        return new ForgetFacts(
                policy,
                Optional.ofNullable(plan.retention().lastPolicy()),
                plan.retention().consent(),
                clocks,
                now);
    }

    private Optional<String> emptied(List<SnapshotInfo> snapshots) {
        if (plan.retention().consent() == ForgetFacts.Consent.GIVEN) {
            return Optional.empty();
        }
        SnapshotBrief made = draft.snapshot;
        Optional<SnapshotSize> current = size(made)
                .or(() -> snapshots.stream()
                        .max(SnapshotInfo.NEWEST_FIRST.reversed())
                        .flatMap(SnapshotInfo::size));
        if (current.isEmpty()) {
            return Optional.empty();
        }
        List<SnapshotInfo> older = snapshots.stream()
                .filter(snapshot -> made == null || !snapshot.id().equals(made.id()))
                .toList();
        VolumeVerdict verdict = EmptiedVolumeGuard.judge(
                current.get(),
                older,
                Optional.ofNullable(plan.retention().restoredEmptyAt()),
                Optional.ofNullable(plan.retention().acceptedAt()));
        return verdict instanceof VolumeVerdict.Suspicious suspicious
                ? Optional.of(suspicious.explanation())
                : Optional.empty();
    }

    private static Optional<SnapshotSize> size(@Nullable SnapshotBrief snapshot) {
        return snapshot == null || snapshot.files() == null || snapshot.bytes() == null
                ? Optional.empty()
                : Optional.of(new SnapshotSize(snapshot.files(), snapshot.bytes()));
    }

    private static ForgetOptions withPolicy(ForgetOptions forget, RetentionPolicy policy) {
        ForgetOptions options = forget;
        for (Map.Entry<KeepRule, KeepCount> count : policy.counts().entrySet()) {
            Period period = period(count.getKey());
            options = count.getValue().isUnlimited()
                    ? options.keepAll(period)
                    : options.keep(period, count.getValue().value());
        }
        for (Map.Entry<KeepRule, ResticDuration> span : policy.spans().entrySet()) {
            options = options.keepWithin(period(span.getKey()), span.getValue().toString());
        }
        return options;
    }

    private static Period period(KeepRule rule) {
        return switch (rule) {
            case LAST, WITHIN -> Period.LAST;
            case HOURLY, WITHIN_HOURLY -> Period.HOURLY;
            case DAILY, WITHIN_DAILY -> Period.DAILY;
            case WEEKLY, WITHIN_WEEKLY -> Period.WEEKLY;
            case MONTHLY, WITHIN_MONTHLY -> Period.MONTHLY;
            case YEARLY, WITHIN_YEARLY -> Period.YEARLY;
        };
    }
}
