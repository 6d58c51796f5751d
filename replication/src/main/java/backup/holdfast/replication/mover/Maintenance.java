package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.retention.RetentionPreview;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.PruneReport;
import backup.holdfast.restic.result.ResticResult;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Forget and prune, after a good backup or on their own. What goes is previewed first: forget runs when the policy would remove
 * something, and not at all when that looks like an accident. Once a day it runs whatever the preview says: restic has the last
 * word then, and its report is a new list to preview from. A run that is asked for a preview gives it and removes nothing. Nothing
 * here ever turns a good backup into a failed one.
 */
final class Maintenance {
    /** Far from what a command line can hold; the next run goes on. */
    private static final int MAX_IDS = 5_000;

    private final BackupPlan plan;
    private final ResticClient restic;
    private final GlobalOptions options;
    private final LockCare locks;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final OwnSnapshots own;

    Maintenance(
            BackupPlan plan,
            ResticClient restic,
            GlobalOptions options,
            LockCare locks,
            RunContext context,
            OutcomeDraft draft) {
        this.plan = plan;
        this.restic = restic;
        this.options = options;
        this.locks = locks;
        this.context = context;
        this.draft = draft;
        this.own = new OwnSnapshots(plan, restic, options, context);
    }

    /** @param seen the repository as the backup of this run saw it, if there was one and that is known */
    void execute(Optional<ResticCache.View> seen) {
        Retention retention = plan.retention();
        RetentionPolicy policy = plan.steps().contains(Step.FORGET) ? retention.policy() : null;
        if (retention.previewRequest() != null) {
            preview(retention.previewRequest(), Optional.ofNullable(retention.policy()));
            return;
        }
        boolean prune = plan.steps().contains(Step.PRUNE);
        if (policy == null && !prune) {
            return;
        }
        if (retention.frozenBecause() != null) {
            freeze(retention.frozenBecause(), 0, 0);
            return;
        }
        Optional<List<SnapshotInfo>> snapshots = seen.flatMap(view -> own.remembered(view, draft.snapshot))
                .or(() -> list(policy == null ? "prune" : "forget"));
        if (snapshots.isEmpty() || !forget(policy, snapshots.get(), expiry(snapshots.get(), seen))) {
            return;
        }
        if (prune && draft.prune == null) {
            prune();
        }
    }

    /** From restic's own list: who asks wants to know what is in the repository, not what is remembered of it. */
    private void preview(String token, Optional<RetentionPolicy> policy) {
        list("preview").ifPresent(listed -> {
            RetentionPreviewed answer = PreviewAnswer.of(token, policy, exactly(listed), context.now());
            draft.retentionPreview = answer;
            draft.say("Preview of retention: " + answer.remove() + " snapshots would go, " + answer.keep()
                    + " would stay; nothing was forgotten or pruned.");
        });
    }

    private Optional<List<SnapshotInfo>> list(String step) {
        ResticResult<List<Snapshot>> listed = own.ask();
        if (listed instanceof ResticResult.Failure<List<Snapshot>> failure) {
            draft.heard(failure.report());
            draft.failMaintenance(step, failure.failure());
            return Optional.empty();
        }
        return listed.reported()
                .map(snapshots -> snapshots.stream().map(Snapshots::info).toList());
    }

    /** To restic's filter a snapshot of several folders, one of them the volume, is one of the volume. */
    private List<SnapshotInfo> exactly(List<SnapshotInfo> listed) {
        SnapshotIdentity identity =
                SnapshotIdentity.of(plan.identity().host(), plan.identity().path());
        return listed.stream()
                .filter(snapshot -> snapshot.identity().equals(identity))
                .toList();
    }

    /** To look for safety copies is a process more: not where the repository is known to hold nothing but these snapshots. */
    private BooleanSupplier expiry(List<SnapshotInfo> own, Optional<ResticCache.View> seen) {
        Set<String> ids = own.stream().map(SnapshotInfo::id).collect(Collectors.toSet());
        return seen.filter(view -> ids.containsAll(view.snapshots())).isPresent()
                ? () -> true
                : new SafetyExpiry(plan, restic, options, locks, context, draft)::carriedOut;
    }

    /**
     * Whether prune may follow.
     *
     * @param policy absent when nothing is to be forgotten
     * @param expiry of safety copies, before the prune that frees their space
     */
    private boolean forget(@Nullable RetentionPolicy policy, List<SnapshotInfo> listed, BooleanSupplier expiry) {
        List<SnapshotInfo> snapshots = exactly(listed);
        boolean onlyOwn = snapshots.size() == listed.size();
        MaintenanceGuard guard = new MaintenanceGuard(plan);
        Optional<String> emptied = guard.againstEmptied(snapshots, draft.snapshot);
        if (policy == null) {
            return emptied.isPresent() ? freeze(emptied.get(), snapshots.size(), 0) : expiry.getAsBoolean();
        }
        Instant now = context.now();
        RetentionPreview preview = RetentionPreview.of(snapshots, policy, now);
        int removing = preview.remove().size();
        Optional<String> frozen = emptied.or(() -> guard.againstForget(policy, preview, now));
        if (frozen.isPresent()) {
            return freeze(frozen.get(), snapshots.size(), removing);
        }
        // The prune may come with the forget.
        if (plan.steps().contains(Step.PRUNE) && !expiry.getAsBoolean()) {
            return false;
        }
        // No policy removes the only snapshot there is.
        boolean resticsTurn =
                onlyOwn && snapshots.size() > 1 && plan.retention().isForgetDue(plan.plannedAt());
        if (removing == 0 && !resticsTurn) {
            draft.forget = ForgetDone.nothingDue(snapshots.size());
            return true;
        }
        return onlyOwn ? carryOut(policy) : removeExactly(preview.remove(), snapshots.size());
    }

    private boolean freeze(String reason, int kept, int wouldRemove) {
        draft.forget = ForgetDone.frozen(reason, kept, wouldRemove);
        draft.say("Nothing was forgotten or pruned: " + reason);
        return false;
    }

    private boolean carryOut(RetentionPolicy policy) {
        ForgetOptions forget = ForgetRules.of(policy, plan.identity());
        boolean pruneToo = plan.steps().contains(Step.PRUNE);
        Map<String, FileTime> before = own.now();
        ResticResult<ForgetReport> result = locks.through(
                restic,
                options,
                it -> it.forget(
                        pruneToo ? forget.prune() : forget,
                        pruneToo ? context.longStep("forget and prune") : context.shortStep("forget")));
        draft.heard(result.report());
        result.reported().ifPresent(report -> {
            int removed = report.removed().size();
            draft.forget = ForgetDone.ran(removed, report.kept().size());
            draft.say("forgot " + removed + " snapshots, kept " + report.kept().size());
        });
        return result.fold(
                success -> {
                    own.rememberSince(before, success.value().kept());
                    // restic prunes along with a forget only if that removed something.
                    if (pruneToo && !success.value().removed().isEmpty()) {
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

    /** By id: no policy can be told to spare what somebody else made of this volume along with others. */
    private boolean removeExactly(List<SnapshotInfo> doomed, int present) {
        List<SnapshotId> ids = doomed.stream()
                .map(snapshot -> new SnapshotId(snapshot.id()))
                .limit(MAX_IDS)
                .toList();
        ResticResult<ForgetReport> result = locks.through(
                restic, options, it -> it.forget(ForgetOptions.exactly(ids), context.shortStep("forget")));
        draft.heard(result.report());
        return result.fold(
                success -> {
                    draft.forget = ForgetDone.ran(ids.size(), present - ids.size());
                    draft.say("forgot " + ids.size() + " snapshots, kept " + (present - ids.size())
                            + "; snapshots of several folders were left alone");
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
        ResticResult<PruneReport> result =
                locks.through(restic, options, it -> it.prune(PruneOptions.DEFAULTS, context.longStep("prune")));
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
}
