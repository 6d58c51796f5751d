package backup.holdfast.replication.mover;

import backup.holdfast.replication.lock.LockOwner;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.result.LockHolder;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An outcome in the making: each step adds what it did. */
final class OutcomeDraft {
    private static final int TAIL = 2048;
    private static final Comparator<LockMet> IN_THE_WAY_FIRST =
            Comparator.comparing(lock -> lock.verdict() == LockVerdict.REMOVED);

    private final RunId runId;
    private final Instant startedAt;
    private final StringBuilder log = new StringBuilder();
    private final List<String> unreadable = new ArrayList<>();

    /** Each by its holder: what is found out later about one counts. */
    private final Map<String, LockMet> locks = new LinkedHashMap<>();

    private @Nullable RunFailure failure;
    private @Nullable RunFailure maintenanceFailure;

    @Nullable
    RepositorySeen repository;

    @Nullable
    SnapshotBrief snapshot;

    @Nullable
    BackupCounts backup;

    @Nullable
    ForgetDone forget;

    @Nullable
    PruneDone prune;

    @Nullable
    RetentionPreviewed retentionPreview;

    @Nullable
    RestoreCounts restore;

    List<SnapshotBrief> snapshots = List.of();

    @Nullable
    String explanation;

    OutcomeDraft(RunId runId, Instant startedAt) {
        this.runId = runId;
        this.startedAt = startedAt;
    }

    /** Keeps what a call said: the first files it had trouble with, and the end of its log. */
    void heard(RunReport report) {
        for (ItemError error : report.itemErrors()) {
            unreadable.add(error.item() + ": " + error.message());
        }
        heardWithoutItems(report);
    }

    /** Of a call whose trouble with files is told otherwise. */
    void heardWithoutItems(RunReport report) {
        say(report.proseTail());
        say(report.stderrTail());
    }

    /** Files and what is wrong with them. */
    void name(List<String> files) {
        unreadable.addAll(files);
    }

    /** A line for {@code latestMoverStatus.logs}. */
    void say(String text) {
        if (!text.isBlank()) {
            log.append(text.strip()).append('\n');
        }
        if (log.length() > TAIL) {
            log.delete(0, log.length() - TAIL);
        }
    }

    void fail(RunFailure cause) {
        failure = cause;
    }

    void fail(String step, ResticFailure cause) {
        failure = failure(step, cause);
    }

    void fail(String step, FailureClass failureClass, String message) {
        failure = new RunFailure(failureClass, step, null, message);
    }

    void failMaintenance(String step, ResticFailure cause) {
        maintenanceFailure = failure(step, cause);
    }

    void failMaintenance(String step, FailureClass failureClass, String message) {
        maintenanceFailure = new RunFailure(failureClass, step, null, message);
    }

    MoverOutcome finish(RunResult result, Instant endedAt) {
        return MoverOutcome.builder(runId, result, startedAt, endedAt)
                .failure(failure)
                .maintenanceFailure(maintenanceFailure)
                .repository(repository)
                .snapshot(snapshot)
                .backup(backup)
                .forget(forget)
                .prune(prune)
                .retentionPreview(retentionPreview)
                .restore(restore)
                .snapshots(snapshots)
                .explanation(explanation)
                .unreadable(unreadable)
                .locks(locks.values().stream().sorted(IN_THE_WAY_FIRST).toList())
                .logTail(log.toString())
                .build();
    }

    /** @param now for a lock of which the storage does not tell the time */
    LockMet met(SeenLock lock, LockVerdict verdict, String reason, Instant now) {
        LockOwner owner = lock.owner().orElse(new LockOwner("", "", 0, now));
        Instant written = lock.stored().map(SeenLock.Stored::written).orElse(owner.refreshed());
        Instant then = lock.stored().map(SeenLock.Stored::now).orElse(now);
        LockMet met = new LockMet(
                owner.host(), owner.user(), owner.pid(), written, Duration.between(written, then), verdict, reason);
        locks.put(owner.host().isEmpty() ? lock.id() : key(owner.host(), owner.pid()), met);
        return met;
    }

    boolean hasMet(LockHolder holder) {
        return locks.containsKey(key(holder.hostname(), holder.pid()));
    }

    private static String key(String host, long pid) {
        return host + " " + pid;
    }

    RunFailure failure(String step, ResticFailure cause) {
        Integer exitCode = cause.exitCode().isPresent() ? cause.exitCode().getAsInt() : null;
        String held = cause.lockHolder()
                .map(holder -> locks.get(key(holder.hostname(), holder.pid())))
                .map(lock -> "held by " + lock.holder() + ", " + lock.reason() + ": ")
                .orElse("");
        FailureClass failureClass = FailureClasses.of(cause.kind());
        String full = failureClass == FailureClass.NO_SPACE ? FullDisk.of(cause.message()) + ": " : "";
        return new RunFailure(failureClass, step, exitCode, full + held + cause.message());
    }
}
