package backup.holdfast.replication.mover;

import backup.holdfast.replication.mover.LookSink.TooLongException;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Carries out a look plan. No lock is taken, so that keys that may only read are enough, and nobody is kept from their work. */
final class LookRun {
    private static final String STEP = "look";

    private final LookPlan plan;
    private final ResticClient restic;
    private final RunContext context;
    private final LookSink sink;
    private final OutcomeDraft draft;
    private final LookJudge judge;
    private final LockLook locks;

    LookRun(
            LookPlan plan,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            GlobalOptions global,
            RunContext context,
            LookSink sink) {
        this.plan = plan;
        this.restic = restic.with(global.noLock());
        this.context = context;
        this.sink = sink;
        this.draft = new OutcomeDraft(plan.runId(), context.startedAt());
        this.judge = new LookJudge(STEP, storage, draft);
        this.locks =
                new LockLook(this.restic, new LockCare(plan, storage, hosts, context, draft), context, sink, judge);
    }

    MoverOutcome execute() {
        MoverOutcome outcome = draft.finish(answer(), context.now());
        sink.end(outcome);
        return outcome;
    }

    private RunResult answer() {
        try {
            return switch (plan.question().kind()) {
                case SNAPSHOTS -> snapshots();
                case ENTRIES -> entries();
                case TREE -> judge.of(restic.ls(place(), node -> sink.take(entry(node)), context.longStep(STEP)));
                case FILE, CONTENT -> content();
                case LOCKS -> locks.tell();
                case UNLOCK -> locks.unlock();
                case UNLOCK_ALL -> locks.unlockAll();
            };
        } catch (TooLongException e) {
            draft.fail(STEP, FailureClass.UNKNOWN, String.valueOf(e.getMessage()));
            return RunResult.FAILED;
        }
    }

    private RunResult snapshots() {
        ResticResult<List<Snapshot>> listed = restic.snapshots(SnapshotFilter.ALL, context.shortStep("snapshots"));
        listed.reported().ifPresent(all -> all.forEach(it -> sink.take(snapshot(Snapshots.info(it)))));
        return judge.of(listed);
    }

    private static LookAnswer snapshot(SnapshotInfo it) {
        return new LookAnswer.Snapshot(
                it.id(),
                it.instant(),
                it.host(),
                it.paths(),
                it.tags(),
                it.tree().orElse(null),
                it.size().map(SnapshotSize::files).orElse(null),
                it.size().map(SnapshotSize::bytes).orElse(null));
    }

    private RunResult entries() {
        AtomicLong found = new AtomicLong();
        RunResult result = judge.of(restic.lsFolder(
                place(),
                node -> {
                    found.incrementAndGet();
                    sink.take(entry(node));
                },
                context.shortStep("ls")));
        return result == RunResult.FAILED || isThere(found.get()) ? result : missing();
    }

    /** restic lists nothing of a path that is not there, and calls that a success. */
    private boolean isThere(long found) {
        return found > 0 || place().directory().equals("/");
    }

    private RunResult missing() {
        draft.fail(
                STEP,
                FailureClass.SNAPSHOT_NOT_FOUND,
                "snapshot " + plan.question().snapshot() + " has no "
                        + plan.question().path());
        return RunResult.FAILED;
    }

    /** What it is comes first: a folder is sent as an archive, where it is sent at all. */
    private RunResult content() {
        SnapshotRef place = place();
        List<TreeNode> itself = new ArrayList<>();
        AtomicLong found = new AtomicLong();
        RunResult looked = judge.of(restic.lsFolder(
                place,
                node -> {
                    found.incrementAndGet();
                    if (node.path().equals(place.directory())) {
                        itself.add(node);
                    }
                },
                context.shortStep("ls")));
        if (looked == RunResult.FAILED) {
            return looked;
        }
        if (!isThere(found.get())) {
            return missing();
        }
        if (plan.question().kind() == LookQuestion.Kind.FILE
                && itself.stream().noneMatch(node -> node.type().equals("file"))) {
            draft.fail(
                    STEP,
                    FailureClass.UNKNOWN,
                    place.directory() + " is no file, but "
                            + itself.stream().findFirst().map(TreeNode::type).orElse("the whole volume"));
            return RunResult.FAILED;
        }
        itself.forEach(node -> sink.take(entry(node)));
        return judge.of(restic.dump(place, new ContentStream(), context.longStep("dump")));
    }

    private SnapshotRef place() {
        return new SnapshotRef(
                new SnapshotId(Objects.requireNonNull(plan.question().snapshot())),
                Objects.requireNonNull(plan.question().path()));
    }

    private static LookAnswer entry(TreeNode node) {
        return new LookAnswer.Entry(
                node.path(),
                node.type(),
                node.size(),
                node.permissions(),
                node.uid(),
                node.gid(),
                node.modified().orElse(null));
    }

    private final class ContentStream extends OutputStream {
        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sink.content(bytes, offset, length);
        }
    }
}
