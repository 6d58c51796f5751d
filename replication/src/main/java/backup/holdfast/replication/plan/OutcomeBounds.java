package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.PreviewedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.retention.KeepRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of each text and list of an outcome is kept, in characters and entries. What people read goes first, then names; ids,
 * times and numbers are never cut.
 *
 * @param message of failures, and other sentences
 * @param tail of the log, from its end
 * @param detail of what lists hold
 * @param previewed snapshots in each list of a preview of retention
 * @param name hosts, paths and addresses of the repository and the snapshot
 */
record OutcomeBounds(int message, int tail, int detail, int snapshots, int previewed, int locks, int name) {
    static final OutcomeBounds GENEROUS = new OutcomeBounds(512, 1024, 200, 20, 10, 5, 1024);

    private static final int UNREADABLE = 5;

    /** As many as there are rules. */
    private static final int REASONS = KeepRule.values().length;

    OutcomeBounds tighter() {
        return readable() == 0
                ? new OutcomeBounds(0, 0, 0, 0, 0, 0, name / 2)
                : new OutcomeBounds(
                        message / 2, tail / 2, detail / 2, snapshots * 3 / 4, previewed * 3 / 4, locks * 3 / 4, name);
    }

    boolean isTightest() {
        return readable() + name == 0;
    }

    private int readable() {
        return message + tail + detail + snapshots + previewed + locks;
    }

    MoverOutcome apply(MoverOutcome o) {
        return o.toBuilder()
                .failure(cut(o.failure()))
                .maintenanceFailure(cut(o.maintenanceFailure()))
                .repository(cut(o.repository()))
                .snapshot(o.snapshot() == null ? null : cut(o.snapshot(), name))
                .forget(cut(o.forget()))
                .retentionPreview(cut(o.retentionPreview()))
                .restore(cut(o.restore()))
                .snapshots(first(o.snapshots(), snapshots).stream()
                        .map(snapshot -> cut(snapshot, detail))
                        .toList())
                .explanation(o.explanation() == null ? null : head(o.explanation(), message))
                .unreadable(first(o.unreadable(), UNREADABLE).stream()
                        .map(file -> head(file, detail))
                        .toList())
                .locks(first(o.locks(), locks).stream().map(this::cut).toList())
                .logTail(tail(o.logTail(), tail))
                .build();
    }

    private @Nullable RunFailure cut(@Nullable RunFailure failure) {
        return failure == null
                ? null
                : new RunFailure(
                        failure.failureClass(),
                        head(failure.step(), name),
                        failure.exitCode(),
                        head(failure.message(), message));
    }

    private @Nullable RepositorySeen cut(@Nullable RepositorySeen seen) {
        return seen == null
                ? null
                : new RepositorySeen(seen.fingerprint(), head(seen.url(), name), seen.id(), seen.origin());
    }

    private @Nullable ForgetDone cut(@Nullable ForgetDone forget) {
        return forget == null || forget.frozen() == null
                ? forget
                : new ForgetDone(
                        forget.removed(),
                        forget.kept(),
                        head(forget.frozen(), message),
                        forget.wouldRemove(),
                        forget.verdict());
    }

    private @Nullable RestoreCounts cut(@Nullable RestoreCounts restore) {
        return restore == null || restore.safetyCopy() == null
                ? restore
                : new RestoreCounts(
                        restore.filesRestored(),
                        restore.filesSkipped(),
                        restore.filesDeleted(),
                        restore.bytesRestored(),
                        restore.bytesTotal(),
                        restore.losses(),
                        cut(restore.safetyCopy(), name));
    }

    private @Nullable RetentionPreviewed cut(@Nullable RetentionPreviewed preview) {
        return preview == null
                ? null
                : new RetentionPreviewed(
                        head(preview.token(), Retention.MAX_PREVIEW_REQUEST),
                        head(preview.policy(), message),
                        preview.keep(),
                        preview.remove(),
                        cut(preview.removed()),
                        cut(preview.kept()));
    }

    private List<PreviewedSnapshot> cut(List<PreviewedSnapshot> list) {
        return first(list, previewed).stream()
                .map(snapshot -> new PreviewedSnapshot(
                        head(snapshot.id(), detail),
                        snapshot.time(),
                        first(snapshot.reasons(), REASONS).stream()
                                .map(reason -> head(reason, detail))
                                .toList()))
                .toList();
    }

    private LockMet cut(LockMet lock) {
        return new LockMet(
                head(lock.host(), detail),
                head(lock.user(), detail),
                lock.pid(),
                lock.time(),
                lock.age(),
                lock.verdict(),
                head(lock.reason(), detail));
    }

    private static SnapshotBrief cut(SnapshotBrief snapshot, int limit) {
        return new SnapshotBrief(
                snapshot.id(),
                snapshot.time(),
                head(snapshot.host(), limit),
                head(snapshot.path(), limit),
                snapshot.files(),
                snapshot.bytes());
    }

    private static <T> List<T> first(List<T> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }

    /** By code points, so that no character is cut in half. */
    private static String head(String text, int limit) {
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit));
    }

    private static String tail(String text, int limit) {
        int length = text.codePointCount(0, text.length());
        return length <= limit ? text : text.substring(text.offsetByCodePoints(0, length - limit));
    }
}
