package backup.holdfast.replication.mover;

import backup.holdfast.replication.mover.VolumeBefore.Entries;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RestoreLosses;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.command.StatsMode;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries out a restore plan. It never creates a repository, takes no more lock than it is allowed to, writes nothing before it is known
 * that it may and what it overwrites is saved, and calls nothing restored that is not on the disk.
 */
final class RestoreRun {
    private static final Pattern COUNTED_ERRORS = Pattern.compile("There were (\\d+) errors");

    private final RestorePlan plan;
    private final ProcessLauncher launcher;
    private final ResticClient restic;
    private final GlobalOptions global;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final LockCare locks;
    private final VolumeBefore before;
    private final List<String> remarks = new ArrayList<>();

    /** @param storage opens what the repository lies in; asked only where a lock is in the way */
    RestoreRun(
            RestorePlan plan,
            ProcessLauncher launcher,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            GlobalOptions global,
            RunContext context) {
        this.plan = plan;
        this.launcher = launcher;
        this.restic = restic;
        this.global = global;
        this.context = context;
        this.draft = new OutcomeDraft(plan.runId(), context.startedAt());
        this.locks = new LockCare(plan, storage, hosts, context, draft);
        this.before = VolumeBefore.of(plan);
    }

    MoverOutcome execute() {
        boolean done = isPossible() && carriedOut();
        if (!remarks.isEmpty()) {
            draft.explanation = String.join(" ", remarks);
        }
        return draft.finish(done ? RunResult.SUCCEEDED : RunResult.FAILED, context.now());
    }

    private boolean carriedOut() {
        locks.atStart(restic);
        Optional<Entries> earlier = before.recall();
        boolean done = isSafe(earlier) && isReady(earlier) && restored() && isOnDisk();
        if (done) {
            before.drop();
        }
        return done;
    }

    /** So that a repeat of this restore, should it be killed, can tell what it has written from what was there before. */
    private boolean isReady(Optional<Entries> earlier) {
        boolean matters = HalfWritten.matterTo(plan.overwrite());
        if (earlier.isPresent()) {
            return !matters || isRidOfHalfWritten(earlier.get());
        }
        try {
            before.keep();
            return true;
        } catch (IOException e) {
            return !matters
                    || refused(
                            RestoreFailure.isFull(String.valueOf(e.getMessage()))
                                    ? FailureClass.NO_SPACE
                                    : FailureClass.UNKNOWN,
                            "the cache can't take the list of what the volume holds, without which a file half written"
                                    + " would be spared for good: " + e.getMessage());
        }
    }

    private boolean isRidOfHalfWritten(Entries earlier) {
        HalfWritten.Removal removal = new HalfWritten(plan, restic, global, context, earlier).remove();
        if (removal.files() > 0) {
            draft.say("Left half written by an attempt before this one, and restored anew: " + removal.files()
                    + " files.");
        }
        removal.failure().ifPresent(failure -> draft.fail("restore", failure.failure()));
        return removal.failure().isEmpty();
    }

    private boolean isPossible() {
        TargetFacts target;
        try {
            target = TargetFacts.of(plan.workspace().data());
        } catch (IOException e) {
            return refused(
                    FailureClass.DESTINATION_READ_ONLY,
                    "cannot look at " + plan.workspace().data() + ": " + e.getMessage());
        }
        boolean partly = !plan.include().isEmpty();
        return switch (target.state()) {
            case WRITABLE -> partly || hasRoom(target);
            // Only restic can tell which folders the patterns lead to.
            case CLOSED ->
                partly
                        || refused(
                                FailureClass.DESTINATION_READ_ONLY,
                                "user " + OwnUser.id() + " may not write to " + target.volume());
            case READ_ONLY -> refused(FailureClass.DESTINATION_READ_ONLY, target.volume() + " is mounted read-only");
            case MISSING -> refused(FailureClass.DESTINATION_MISSING, "there is no volume at " + target.volume());
        };
    }

    private boolean refused(FailureClass failure, String message) {
        draft.fail("restore", failure, message);
        return false;
    }

    /** A file counts with all its length in the snapshot's summary, holes included: restic knows what data there is. */
    private boolean hasRoom(TargetFacts target) {
        if (plan.snapshotBytes() == null || !target.isSmallerThan(plan.snapshotBytes())) {
            return true;
        }
        long data = restic.with(global.noLock())
                .stats(
                        StatsMode.RAW_DATA,
                        SnapshotFilter.ALL.id(new SnapshotId(plan.snapshotId())),
                        context.shortStep("stats"))
                .reported()
                .map(stats -> stats.totalUncompressedSize().orElse(stats.totalSize()))
                .orElse(0L);
        return !target.isSmallerThan(data)
                || refused(
                        FailureClass.DESTINATION_TOO_SMALL,
                        "the snapshot holds " + data + " bytes of data, the volume at " + target.volume()
                                + " has room for " + target.bytes());
    }

    private boolean isSafe(Optional<Entries> earlier) {
        if (plan.safety() == null) {
            return true;
        }
        if (earlier.filter(Entries::isEmpty).isPresent()) {
            remark("The volume was empty when this restore began: there was nothing to save.");
            return true;
        }
        SafetyBackup.Result result = new SafetyBackup(plan, plan.safety(), restic, global, locks, context).make();
        if (result instanceof SafetyBackup.Result.Made made) {
            draft.restore = new RestoreCounts(0, 0, 0, 0, 0, null, made.copy());
            remark(made.note());
            return true;
        }
        if (result instanceof SafetyBackup.Result.NothingToSave nothing) {
            remark(nothing.note());
            return true;
        }
        SafetyBackup.Result.Impossible impossible = (SafetyBackup.Result.Impossible) result;
        if (plan.safety().ifImpossible() == Impossible.GO_ON && !isStopped(impossible.failure())) {
            remark("Restored without a safety copy, as asked: " + impossible.why() + ".");
            return true;
        }
        draft.fail(
                "safety",
                impossible.failure(),
                "nothing was restored, because the volume could not be saved first: " + impossible.why());
        return false;
    }

    /** Somebody wants this run to end, not to go on with less. */
    private static boolean isStopped(FailureClass failure) {
        return failure == FailureClass.CANCELLED
                || failure == FailureClass.KILLED
                || failure == FailureClass.DEADLINE_EXCEEDED
                || failure == FailureClass.NO_PROGRESS;
    }

    private boolean restored() {
        RestoreErrors errors = new RestoreErrors(context.reporter().listener("restore"));
        ResticResult<RestoreSummary> result = locks.through(restic, global, client -> restore(client, errors));
        if (isDenied(result)) {
            // Read-only credentials cannot write a lock; what they restore is complete as long as nobody prunes
            // meanwhile.
            remark("The credentials may not write a lock: restored without one.");
            result = restore(restic.with(global.noLock()), errors);
        }
        draft.heardWithoutItems(result.report());
        result.reported().ifPresent(this::count);
        return isComplete(result, errors);
    }

    private ResticResult<RestoreSummary> restore(ResticClient client, RestoreErrors errors) {
        return client.restore(
                RestoreCommands.of(plan, client), context.longStep("restore").withListener(errors));
    }

    private static boolean isDenied(ResticResult<?> result) {
        return result instanceof ResticResult.Failure<?> failure
                && failure.reported().isEmpty()
                && failure.failure().kind() == FailureKind.ACCESS_DENIED;
    }

    private void count(RestoreSummary summary) {
        draft.restore = new RestoreCounts(
                summary.filesRestored(),
                summary.filesSkipped(),
                summary.filesDeleted(),
                summary.bytesRestored(),
                summary.totalBytes(),
                null,
                draft.restore == null ? null : draft.restore.safetyCopy());
        draft.say("restored " + summary.filesRestored() + " of " + summary.totalFiles() + " files, "
                + summary.bytesRestored() + " bytes");
    }

    private boolean isComplete(ResticResult<RestoreSummary> result, RestoreErrors errors) {
        draft.name(errors.first());
        lost(errors.losses());
        if (result instanceof ResticResult.Failure<RestoreSummary> failure
                && !(errors.losses().contents() == 0 && isOnlyFiles(failure, errors))) {
            draft.fail(RestoreFailure.of(draft.failure("restore", failure.failure()), failure.failure(), errors));
            return false;
        }
        if (errors.losses().owners() > 0) {
            draft.fail(
                    "restore",
                    FailureClass.RESTORE_INCOMPLETE,
                    "everything is restored but the owners of "
                            + errors.losses().owners()
                            + " files: the mover is root without the right to give files away. Set"
                            + " moverSecurityContext.runAsUser to their owner, or let the namespace have privileged"
                            + " movers.");
            return false;
        }
        return OwnUser.isRoot() || isWhose();
    }

    /** restic ends with an error if it could not restore one file's every attribute; that it complained of nothing else is certain. */
    private static boolean isOnlyFiles(ResticResult.Failure<RestoreSummary> failure, RestoreErrors errors) {
        Matcher counted = COUNTED_ERRORS.matcher(failure.failure().message());
        return failure.reported().isPresent()
                && counted.find()
                && counted.group(1).equals(Long.toString(errors.events()));
    }

    private void lost(RestoreLosses losses) {
        if (losses.isNone() || draft.restore == null) {
            return;
        }
        draft.restore = draft.restore.with(losses);
        if (losses.attributes() > 0) {
            remark("Of " + losses.attributes()
                    + " files some attributes were not restored: the mover may not set them, or the"
                    + " volume does not have such.");
        }
        if (losses.devices() > 0) {
            remark(losses.devices() + " device nodes were not made: the mover may not.");
        }
    }

    /** Files that a user other than root makes are that user's, which is what whoever chose the user expects: told, but no failure. */
    private boolean isWhose() {
        if (!plan.include().isEmpty()) {
            remark("Who owns the restored files was not compared, because only some were restored.");
            return true;
        }
        OwnerAudit audit = new OwnerAudit(plan.workspace().data());
        ResticResult<Long> listed = restic.with(global.noLock())
                .ls(SnapshotRef.whole(new SnapshotId(plan.snapshotId())), audit, context.longStep("owners"));
        if (listed instanceof ResticResult.Failure<?> failure) {
            remark("Who owns the restored files could not be compared: "
                    + failure.failure().message() + ".");
        } else if (audit.others() > 0) {
            RestoreLosses losses = draft.restore == null || draft.restore.losses() == null
                    ? new RestoreLosses(0, 0, 0, 0)
                    : draft.restore.losses();
            lost(new RestoreLosses(losses.contents(), audit.others(), losses.attributes(), losses.devices()));
            draft.name(audit.first());
            remark(audit.others()
                    + " files and folders belong to another user or group than in the snapshot: the mover runs as"
                    + " user " + OwnUser.id() + ", who can't give files away.");
        }
        return true;
    }

    private boolean isOnDisk() {
        Optional<String> trouble =
                new VolumeFlush(launcher).flush(plan.workspace().data(), context.longStep("sync"));
        trouble.ifPresent(words -> draft.fail(
                "sync",
                RestoreFailure.isFull(words) ? FailureClass.NO_SPACE : FailureClass.RESTORE_INCOMPLETE,
                "what was restored can't be written to the volume's disk: " + words));
        return trouble.isEmpty();
    }

    private void remark(String text) {
        remarks.add(text);
        draft.say(text);
        context.reporter().report(Kind.WARNING, text);
    }
}
