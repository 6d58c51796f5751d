package backup.holdfast.replication.mover;

import backup.holdfast.replication.mover.MissingRepository.Evidence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MissingPolicy;
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

/**
 * Carries out a select plan: lists the repository without a lock, so that read-only credentials will do, and chooses. That there is
 * nothing to restore is an answer only where it is certain and the plan's policy takes it for one.
 */
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
        ResticResult<List<Snapshot>> listed = list();
        if (listed instanceof ResticResult.Failure<?> failure && MissingRepository.isMeant(failure.failure())) {
            MissingRepository.Verdict verdict =
                    new MissingRepository(plan.repository(), storage).judge(failure.failure());
            if (verdict instanceof MissingRepository.Verdict.Refuse refuse) {
                draft.heard(listed.report());
                return draft.finish(noRepository(refuse), context.now());
            }
            listed = list();
        }
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

    private ResticResult<List<Snapshot>> list() {
        return restic.with(global.noLock()).snapshots(SnapshotFilter.ALL, context.shortStep("snapshots"));
    }

    private RunResult noRepository(MissingRepository.Verdict.Refuse refuse) {
        MissingPolicy policy = plan.onMissing();
        boolean goesOn = switch (policy) {
            case FAIL, FAIL_BY_NAME, FAIL_IN_RECOVERY -> false;
            case CONTINUE_BEFORE_FIRST -> refuse.evidence() == Evidence.NOTHING_THERE;
            case CONTINUE -> refuse.evidence() != Evidence.DOUBT;
        };
        if (goesOn) {
            return goOn(refuse.message());
        }
        draft.explanation = refuse.message();
        draft.fail("select", refuse.failure(), refuse.message() + advice(refuse.evidence()));
        return RunResult.FAILED;
    }

    /** What would have let it go on, where anything would. */
    private String advice(Evidence evidence) {
        return switch (evidence) {
            case NOTHING_THERE -> " It fails because " + plan.onMissing().reason() + ".";
            case RESTICS_WORD ->
                plan.onMissing() == MissingPolicy.CONTINUE_BEFORE_FIRST
                        ? " Nobody but restic can look there: if nothing was ever backed up to it, set onMissingSnapshot: Continue."
                        : " It fails because " + plan.onMissing().reason() + ".";
            case DOUBT -> "";
        };
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
            String nothing = "In " + plan.repository().url() + ": " + selection.explanation() + "."
                    + Neighbours.didYouMean(storage);
            return isContinuing() ? goOn(nothing) : notFound(nothing);
        }
        // What exists is listed in the explanation; only a person who said so takes an empty volume for it.
        boolean missing = selection instanceof Selection.NoneMatching || selection instanceof Selection.UnknownId;
        return missing && plan.onMissing() == MissingPolicy.CONTINUE
                ? goOn(selection.explanation())
                : notFound(selection.explanation());
    }

    private boolean isContinuing() {
        return switch (plan.onMissing()) {
            case FAIL, FAIL_BY_NAME, FAIL_IN_RECOVERY -> false;
            case CONTINUE_BEFORE_FIRST, CONTINUE -> true;
        };
    }

    private RunResult notFound(String explanation) {
        draft.explanation = explanation;
        draft.fail("select", FailureClass.SNAPSHOT_NOT_FOUND, explanation);
        return RunResult.FAILED;
    }

    private RunResult goOn(String explanation) {
        draft.explanation = explanation;
        draft.say(explanation + " Nothing was restored: " + plan.onMissing().reason() + ".");
        return RunResult.NO_SNAPSHOT;
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
