package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Carries out a restore plan. It never creates a repository, and takes no more lock than it is allowed to. */
final class RestoreRun {
    private final RestorePlan plan;
    private final ResticClient restic;
    private final GlobalOptions global;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final LockCare locks;

    /** @param storage opens what the repository lies in; asked only where a lock is in the way */
    RestoreRun(
            RestorePlan plan,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            GlobalOptions global,
            RunContext context) {
        this.plan = plan;
        this.restic = restic;
        this.global = global;
        this.context = context;
        this.draft = new OutcomeDraft(plan.runId(), context.startedAt());
        this.locks = new LockCare(plan, storage, hosts, context, draft);
    }

    MoverOutcome execute() {
        Path volume = plan.workspace().data();
        if (!Files.isDirectory(volume)) {
            draft.fail("restore", FailureClass.SOURCE_MISSING, "there is no volume at " + volume);
            return draft.finish(RunResult.FAILED, context.now());
        }
        locks.atStart(restic);
        ResticResult<RestoreSummary> result =
                locks.through(restic, global, it -> it.restore(options(), context.longStep("restore")));
        if (isDenied(result)) {
            // Read-only credentials cannot write a lock; what they restore is complete as long as nobody prunes
            // meanwhile.
            draft.explanation = "The credentials may not write a lock: restored without one.";
            draft.say(draft.explanation);
            result = restic.with(global.noLock()).restore(options(), context.longStep("restore"));
        }
        draft.heard(result.report());
        result.reported().ifPresent(this::count);
        RunResult ended = result.fold(
                success -> RunResult.SUCCEEDED,
                partial -> {
                    draft.fail("restore", partial.shortfall());
                    return RunResult.FAILED;
                },
                failure -> {
                    draft.fail("restore", failure.failure());
                    return RunResult.FAILED;
                });
        return draft.finish(ended, context.now());
    }

    private void count(RestoreSummary summary) {
        draft.restore = new RestoreCounts(
                summary.filesRestored(),
                summary.filesSkipped(),
                summary.filesDeleted(),
                summary.bytesRestored(),
                summary.totalBytes());
        draft.say("restored " + summary.filesRestored() + " of " + summary.totalFiles() + " files, "
                + summary.bytesRestored() + " bytes");
    }

    private static boolean isDenied(ResticResult<?> result) {
        return result instanceof ResticResult.Failure<?> failure
                && failure.failure().kind() == FailureKind.ACCESS_DENIED;
    }

    private RestoreOptions options() {
        RestoreOptions options = RestoreOptions.of(
                        SnapshotRef.whole(new SnapshotId(plan.snapshotId())),
                        plan.workspace().data())
                .overwrite(
                        switch (plan.overwrite()) {
                            case ALWAYS -> RestoreOptions.Overwrite.ALWAYS;
                            case IF_CHANGED -> RestoreOptions.Overwrite.IF_CHANGED;
                            case IF_NEWER -> RestoreOptions.Overwrite.IF_NEWER;
                            case NEVER -> RestoreOptions.Overwrite.NEVER;
                        });
        for (String path : plan.include()) {
            options = options.include(path);
        }
        if (plan.extraFiles() == ExtraFiles.DELETE) {
            options = options.delete();
            if (plan.include().isEmpty()) {
                // No snapshot holds it, and the file system needs it.
                options = options.exclude("/" + Volume.LOST_AND_FOUND);
            }
        }
        return plan.verification() == Verification.CONTENT ? options.verify() : options;
    }
}
