package backup.holdfast.controller.source;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.PreviewedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs and what movers say of them. */
final class SampleRuns {
    static final Instant SLOT = Instant.parse("2026-11-20T04:00:00Z");
    static final Instant STARTED = Instant.parse("2026-11-20T04:00:01.250Z");
    static final Instant ENDED = Instant.parse("2026-11-20T04:01:06.280Z");
    static final RunId ID = new RunId("hf-7c1e04d2-20261120t040000");

    static final String SNAPSHOT = "5d1c8f0e".repeat(8);
    static final SnapshotBrief BRIEF =
            new SnapshotBrief(SNAPSHOT, Instant.parse("2026-11-20T04:00:02Z"), "volsync", "/data", 12L, 3456L);
    static final BackupCounts COUNTS = new BackupCounts(1, 2, 9, 12, 3456, 789);

    private SampleRuns() {}

    static RecordedRun sync(RunCause.Kind kind, Optional<String> manual, Optional<String> request) {
        return new RecordedRun(ID, new Slot(SLOT), new RunCause(kind, manual, request), Purpose.SYNC, 1, STARTED);
    }

    static RecordedRun scheduled() {
        return sync(RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty());
    }

    static RecordedRun maintenance() {
        RunCause nobody = new RunCause(RunCause.Kind.SCHEDULE, Optional.empty(), Optional.empty());
        return new RecordedRun(ID, new Slot(SLOT), nobody, Purpose.MAINTENANCE, 2, STARTED);
    }

    static Ended said(MoverOutcome outcome) {
        return new Ended(Optional.of(outcome), Proof.TERMINATED, "the mover's process ended with exit code 0");
    }

    static Ended silent(Proof proof) {
        return new Ended(Optional.empty(), proof, "the mover's process is gone");
    }

    static RepositorySeen repository(String fingerprint, Origin origin) {
        return new RepositorySeen(fingerprint, "s3:https://minio/bucket/" + fingerprint, "id-" + fingerprint, origin);
    }

    static MoverOutcome succeeded() {
        return new Outcome(RunResult.SUCCEEDED)
                .repository(repository("here", Origin.FOUND))
                .snapshot()
                .get();
    }

    static MoverOutcome failed(FailureClass failure) {
        return new Outcome(RunResult.FAILED).failure(failure).get();
    }

    static LockMet lock(LockVerdict verdict) {
        return new LockMet("nas", "root", 17, STARTED, Duration.ofMinutes(4), verdict, "its owner may be alive");
    }

    /** A MoverOutcome in the making. */
    static final class Outcome {
        private final RunResult result;
        private RunFailure failure;
        private RunFailure maintenanceFailure;
        private RepositorySeen repository;
        private SnapshotBrief snapshot;
        private BackupCounts counts;
        private ForgetDone forget;
        private PruneDone prune;
        private List<LockMet> locks = List.of();
        private RetentionPreviewed retentionPreview;

        Outcome(RunResult result) {
            this.result = result;
        }

        Outcome failure(FailureClass failureClass) {
            failure = new RunFailure(failureClass, "backup", 1, "restic's own words");
            return this;
        }

        Outcome maintenanceFailure(FailureClass failureClass) {
            maintenanceFailure = new RunFailure(failureClass, "forget", 11, "restic's own words");
            return this;
        }

        Outcome lock(LockMet met) {
            locks = List.of(met);
            return this;
        }

        Outcome repository(RepositorySeen seen) {
            repository = seen;
            return this;
        }

        Outcome snapshot() {
            snapshot = BRIEF;
            counts = COUNTS;
            return this;
        }

        Outcome forget(int removed, int kept) {
            forget = ForgetDone.ran(removed, kept);
            return this;
        }

        Outcome nothingToForget(int kept) {
            forget = ForgetDone.nothingDue(kept);
            return this;
        }

        Outcome frozen(String reason, int wouldRemove, int kept) {
            forget = ForgetDone.frozen(reason, kept, wouldRemove);
            return this;
        }

        Outcome pruned() {
            prune = new PruneDone(ENDED);
            return this;
        }

        /** Two would go, one would stay. */
        Outcome previewed(String token) {
            retentionPreview = new RetentionPreviewed(
                    token,
                    "--keep-last=1",
                    1,
                    2,
                    List.of(
                            new PreviewedSnapshot("11111111", SLOT.minusSeconds(7200), List.of()),
                            new PreviewedSnapshot("22222222", SLOT.minusSeconds(3600), List.of())),
                    List.of(new PreviewedSnapshot("33333333", SLOT, List.of("last snapshot"))));
            return this;
        }

        MoverOutcome get() {
            return MoverOutcome.builder(ID, result, STARTED, ENDED)
                    .failure(failure)
                    .maintenanceFailure(maintenanceFailure)
                    .repository(repository)
                    .snapshot(snapshot)
                    .backup(counts)
                    .forget(forget)
                    .prune(prune)
                    .retentionPreview(retentionPreview)
                    .locks(locks)
                    .logTail("the end of the log\n")
                    .build();
        }
    }
}
