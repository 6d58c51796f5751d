package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone.Verdict;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.PreviewedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RestoreLosses;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Outcomes with nothing, with everything, and with as nasty a content as can be. */
final class Outcomes {
    static final Instant STARTED = Instant.parse("2026-11-20T04:00:05Z");
    static final Instant ENDED = Instant.parse("2026-11-20T04:01:00.5Z");
    private static final SnapshotBrief SNAPSHOT = new SnapshotBrief(
            Plans.ID, Instant.parse("2026-11-20T04:00:06.123456789Z"), "volsync", "/data", 1234L, 56789L);

    private Outcomes() {}

    static MoverOutcome empty() {
        return with(RunResult.EMPTY, List.of(), List.of(), "");
    }

    static MoverOutcome maximal() {
        return MoverOutcome.builder(Plans.RUN, RunResult.PARTIAL_READ, STARTED, ENDED)
                .failure(new RunFailure(
                        FailureClass.PARTIAL_READ, "backup", 3, "at least one source file could not be read"))
                .maintenanceFailure(new RunFailure(FailureClass.LOCKED, "forget", 11, "held by nas (process 7)"))
                .repository(new RepositorySeen(Plans.FINGERPRINT, Plans.URL, Plans.ID, Origin.CREATED))
                .snapshot(SNAPSHOT)
                .backup(new BackupCounts(1, 2, 3, 6, 700, 80))
                .forget(ForgetDone.frozen("the policy would remove 30 of 40", 40, 30))
                .prune(new PruneDone(ENDED))
                .retentionPreview(new RetentionPreviewed(
                        "before-i-tighten",
                        "--keep-last=1",
                        1,
                        1,
                        List.of(new PreviewedSnapshot("a1b2c3d4", STARTED, List.of())),
                        List.of(new PreviewedSnapshot("b94d27b9", ENDED, List.of("last snapshot")))))
                .restore(new RestoreCounts(1, 2, 3, 4, 5, new RestoreLosses(6, 7, 8, 9), SNAPSHOT))
                .snapshots(List.of(SNAPSHOT))
                .explanation("the newest of 1")
                .unreadable(List.of("/data/secret: permission denied"))
                .locks(List.of(new LockMet(
                        "hf-7c1e04d2-20261120t030000",
                        "root",
                        17,
                        STARTED,
                        Duration.ofMinutes(5),
                        LockVerdict.KEPT,
                        "may be alive")))
                .logTail("processed 6 files\n")
                .build();
    }

    static MoverOutcome listing(int snapshots) {
        return with(RunResult.SUCCEEDED, Collections.nCopies(snapshots, SNAPSHOT), List.of(), "");
    }

    /** A preview that names this many snapshots of each kind, of hundreds. */
    static MoverOutcome previewing(int named, List<String> reasons) {
        MoverOutcome none = empty();
        return MoverOutcome.builder(none.runId(), none.result(), none.startedAt(), none.endedAt())
                .retentionPreview(new RetentionPreviewed(
                        "token",
                        "--keep-daily=200",
                        200,
                        300,
                        Collections.nCopies(named, new PreviewedSnapshot("a1b2c3d4", STARTED, List.of())),
                        Collections.nCopies(named, new PreviewedSnapshot("b94d27b9", ENDED, reasons))))
                .build();
    }

    static MoverOutcome logging(String log, List<String> unreadable) {
        return with(RunResult.SUCCEEDED, List.of(), unreadable, log);
    }

    /** Every free text arbitrary, every list longer than it may be. */
    static MoverOutcome nasty(Random random) {
        Supplier<String> text = () -> NastyText.of(random, random.nextInt(10) == 0 ? 5000 : 300);
        Supplier<SnapshotBrief> snapshot = () -> new SnapshotBrief(
                Plans.ID, ENDED, text.get(), text.get(), random.nextLong(), random.nextBoolean() ? null : 7L);
        Supplier<String> reason = () -> NastyText.of(random, 60);
        Supplier<PreviewedSnapshot> previewed =
                () -> new PreviewedSnapshot(reason.get(), ENDED, List.of(reason.get(), reason.get()));
        return MoverOutcome.builder(
                        Plans.RUN, RunResult.values()[random.nextInt(RunResult.values().length)], STARTED, ENDED)
                .failure(new RunFailure(FailureClass.UNKNOWN, text.get(), 1, text.get()))
                .maintenanceFailure(new RunFailure(FailureClass.LOCKED, text.get(), 11, text.get()))
                .repository(new RepositorySeen(Plans.FINGERPRINT, text.get(), Plans.ID, Origin.FOUND))
                .snapshot(snapshot.get())
                .backup(new BackupCounts(
                        Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
                .forget(new ForgetDone(
                        Integer.MAX_VALUE, Integer.MAX_VALUE, text.get(), Integer.MAX_VALUE, Verdict.PREVIEW))
                .prune(new PruneDone(ENDED))
                .retentionPreview(new RetentionPreviewed(
                        text.get(),
                        text.get(),
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        list(random, previewed),
                        list(random, previewed)))
                .restore(new RestoreCounts(
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        new RestoreLosses(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE),
                        snapshot.get()))
                .snapshots(list(random, snapshot))
                .explanation(text.get())
                .unreadable(list(random, text))
                .locks(list(
                        random,
                        () -> new LockMet(
                                text.get(),
                                text.get(),
                                Long.MAX_VALUE,
                                STARTED,
                                Duration.ofNanos(Long.MAX_VALUE),
                                LockVerdict.WAITING,
                                text.get())))
                .logTail(text.get())
                .build();
    }

    private static <T> List<T> list(Random random, Supplier<T> element) {
        return IntStream.range(0, random.nextInt(40))
                .mapToObj(i -> element.get())
                .toList();
    }

    private static MoverOutcome with(
            RunResult result, List<SnapshotBrief> snapshots, List<String> unreadable, String log) {
        return MoverOutcome.builder(Plans.RUN, result, STARTED, ENDED)
                .snapshots(snapshots)
                .unreadable(unreadable)
                .logTail(log)
                .build();
    }
}
