package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.snapshot.RestorePoint;
import backup.holdfast.replication.snapshot.Selection;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSelector;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Carries out a select plan: lists the repository without a lock, so that read-only credentials will do, and chooses. */
final class SelectRun {
    private final SelectPlan plan;
    private final ResticClient restic;
    private final Supplier<StoreOpening> storage;
    private final GlobalOptions global;
    private final RunContext context;
    private final OutcomeDraft draft;

    /** @param storage opens what the repository lies in; asked only where restic was refused */
    SelectRun(
            SelectPlan plan,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            GlobalOptions global,
            RunContext context) {
        this.plan = plan;
        this.restic = restic;
        this.storage = storage;
        this.global = global;
        this.context = context;
        this.draft = new OutcomeDraft(plan.runId(), context.startedAt());
    }

    MoverOutcome execute() {
        ResticResult<List<Snapshot>> listed =
                restic.with(global.noLock()).snapshots(SnapshotFilter.ALL, context.shortStep("snapshots"));
        draft.heard(listed.report());
        RunResult result = listed.fold(
                success -> choose(success.value().stream().map(Snapshots::info).toList()),
                partial -> {
                    draft.fail("select", partial.shortfall());
                    return RunResult.FAILED;
                },
                failure -> {
                    new StoreWords(storage).fail(draft, "select", failure.failure());
                    return RunResult.FAILED;
                });
        return draft.finish(result, context.now());
    }

    private RunResult choose(List<SnapshotInfo> repository) {
        SnapshotSelector selector = new SnapshotSelector(
                SnapshotIdentity.of(plan.identity().host(), plan.identity().path()));
        draft.snapshots =
                selector.own(repository).stream().map(Snapshots::brief).toList();
        Selection selection = selector.select(repository, point(plan.wanted()));
        draft.explanation = selection.explanation();
        if (selection instanceof Selection.Chosen chosen) {
            draft.snapshot = Snapshots.brief(chosen.snapshot());
            return RunResult.SUCCEEDED;
        }
        if (selection instanceof Selection.NoneOfIdentity) {
            return RunResult.NO_SNAPSHOT;
        }
        draft.fail("select", FailureClass.SNAPSHOT_NOT_FOUND, selection.explanation());
        return RunResult.FAILED;
    }

    private static RestorePoint point(WantedSnapshot wanted) {
        String id = wanted.snapshotId();
        Instant asOf = wanted.asOf();
        if (id != null) {
            return new RestorePoint.ById(id);
        }
        return asOf == null
                ? new RestorePoint.Previous(wanted.previous())
                : new RestorePoint.AsOf(asOf, wanted.previous());
    }
}
