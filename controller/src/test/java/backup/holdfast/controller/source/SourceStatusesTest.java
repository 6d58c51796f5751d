package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.volsync.BackupSummary;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.EndedRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MoverStatus;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.RecordedRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SourceStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:02:00Z");
    private static final Instant EARLIER = Instant.parse("2026-11-19T04:00:30Z");
    private static final String INPUTS = "3/repo@17";
    private static final RetentionPolicy DAILY_7 =
            new RetentionPolicy(Map.of(KeepRule.DAILY, new KeepCount(7)), Map.of());

    // Start

    @Test
    void shouldWriteARunDownWithWhatItWasStartedWith() {
        RecordedRun run = SampleRuns.sync(RunCause.Kind.MANUAL, Optional.of("m"), Optional.of("r"));
        ReplicationStatus before = ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = EARLIER;
            draft.nextAttemptTime = NOW;
        });

        ReplicationStatus started = started(before, run);

        assertThat(started).isEqualTo(before.with(draft -> {
            draft.run = new CurrentRun(
                    SampleRuns.ID.value(),
                    SampleRuns.SLOT,
                    RunTrigger.MANUAL,
                    "m",
                    "r",
                    1,
                    SampleRuns.STARTED,
                    INPUTS,
                    null,
                    null);
            draft.lastSyncStartTime = Instant.parse("2026-11-20T04:00:01Z");
            draft.nextAttemptTime = null;
            draft.restic = ResticStatus.EMPTY.with(restic -> {
                restic.repository = new RepositoryStatus(fingerprint(), null, url(), null, null);
                restic.identity = new Identity("volsync", "/data");
            });
        }));
    }

    @Test
    void shouldNotShowMaintenanceAsASync() {
        ReplicationStatus started = started(ReplicationStatus.EMPTY, SampleRuns.maintenance());

        assertThat(started.lastSyncStartTime()).isNull();
        assertThat(started.run().trigger()).isEqualTo(RunTrigger.MAINTENANCE);
    }

    @Test
    void shouldRememberWhereHistoryWasWhenTheAddressChanges() {
        RepositoryStatus withHistory = repository("elsewhere", EARLIER);
        RepositoryStatus withoutHistory = repository("elsewhere", null);

        assertThat(started(withRepository(withHistory), SampleRuns.scheduled())
                        .restic()
                        .repository())
                .isEqualTo(withHistory);
        assertThat(started(withRepository(withoutHistory), SampleRuns.scheduled())
                        .restic()
                        .repository())
                .isEqualTo(new RepositoryStatus(fingerprint(), null, url(), null, null));
    }

    // End: VolSync's fields

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED,    Succeeded,   true",
        "UNCHANGED,    Unchanged,   true",
        "EMPTY,        Empty,       true",
        "PARTIAL_READ, PartialRead, false",
        "FAILED,       Failed,      false",
        "NO_SNAPSHOT,  NoSnapshot,  true"
    })
    void shouldEndASyncAsVolSyncDoes(MoverOutcome.RunResult result, String label, boolean good) {
        ReplicationStatus before = running(SampleRuns.scheduled()).with(draft -> {
            draft.lastSyncTime = EARLIER;
            draft.lastSyncDuration = "30.030000001s";
        });

        ReplicationStatus ended =
                ended(before, SampleRuns.scheduled(), SampleRuns.said(new SampleRuns.Outcome(result).get()));

        assertThat(ended.run()).isNull();
        assertThat(ended.lastSyncStartTime()).isNull();
        assertThat(ended.lastSyncTime()).isEqualTo(good ? Instant.parse("2026-11-20T04:01:06Z") : EARLIER);
        assertThat(ended.lastSyncDuration()).isEqualTo(good ? "1m5.03s" : "30.030000001s");
        assertThat(ended.latestMoverStatus())
                .isEqualTo(new MoverStatus(good ? "Successful" : "Failed", "the end of the log\n"));
        assertThat(ended.lastRun().result()).isEqualTo(RunResult.valueOf(result.name()));
        assertThat(label(ended.lastRun().result())).isEqualTo(label);
        assertThat(ended.lastRun().failureClass() == null).isEqualTo(good);
        assertThat(ended.consecutiveFailures()).isEqualTo(good ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "7, 7ms",
        "999, 999ms",
        "1000, 1s",
        "30030, 30.03s",
        "60000, 1m0s",
        "61500, 1m1.5s",
        "3600000, 1h0m0s",
        "3605000, 1h0m5s",
        "90061001, 25h1m1.001s"
    })
    void shouldWriteTheDurationAsGoPrintsIt(long millis, String text) {
        RecordedRun run = SampleRuns.scheduled();
        MoverOutcome outcome = SampleRuns.succeeded();
        MoverOutcome longer = MoverOutcome.builder(
                        outcome.runId(),
                        outcome.result(),
                        outcome.startedAt(),
                        run.startedAt().plusMillis(millis))
                .build();

        assertThat(ended(running(run), run, SampleRuns.said(longer)).lastSyncDuration())
                .isEqualTo(text);
    }

    @Test
    void shouldRecordAGoodRunWhole() {
        RecordedRun run = SampleRuns.scheduled();
        MoverOutcome outcome = new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                .repository(SampleRuns.repository("here", Origin.CREATED))
                .snapshot()
                .forget(2, 7)
                .pruned()
                .get();

        ReplicationStatus ended = ended(running(run), run, SampleRuns.said(outcome));

        assertThat(ended).isEqualTo(ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = Instant.parse("2026-11-20T04:01:06Z");
            draft.lastSyncDuration = "1m5.03s";
            draft.lastSlot = SampleRuns.SLOT;
            draft.latestMoverStatus = new MoverStatus("Successful", "the end of the log\n");
            draft.endedRuns = List.of(new EndedRun(SampleRuns.ID.value(), SampleRuns.ENDED, EndProof.TERMINATED));
            draft.lastRun = LastRun.of(
                            StatusMemory.run(run, Optional.of(INPUTS)), SampleRuns.ENDED, RunResult.SUCCEEDED)
                    .with(last -> {
                        last.snapshotId = SampleRuns.SNAPSHOT;
                        last.bytesAdded = 789L;
                        last.bytesProcessed = 3456L;
                        last.filesTotal = 12L;
                        last.forgotten = 2;
                        last.pruned = true;
                    });
            draft.restic = ResticStatus.EMPTY.with(restic -> {
                restic.repository = new RepositoryStatus(
                        "here", "id-here", "s3:https://minio/bucket/here", SampleRuns.ENDED, SampleRuns.ID.value());
                restic.latestSnapshot = new SnapshotStatus(
                        SampleRuns.SNAPSHOT,
                        SampleRuns.BRIEF.time(),
                        "volsync",
                        List.of("/data"),
                        12L,
                        3456L,
                        789L,
                        null);
                restic.snapshotCount = 7;
                restic.lastForget = SampleRuns.ENDED;
                restic.lastPruned = SampleRuns.ENDED;
                restic.retainApplied = "--keep-daily=7";
                restic.recentSummaries = List.of(new BackupSummary(SampleRuns.BRIEF.time(), 12, 3456));
            });
        }));
    }

    @Test
    void shouldRecordAFailureWithItsClassAndFixedSentence() {
        RecordedRun run = SampleRuns.scheduled();

        ReplicationStatus ended =
                ended(running(run), run, SampleRuns.said(SampleRuns.failed(FailureClass.UNREACHABLE)));

        assertThat(ended.lastRun())
                .isEqualTo(LastRun.of(StatusMemory.run(run, Optional.of(INPUTS)), SampleRuns.ENDED, RunResult.FAILED)
                        .with(last -> {
                            last.failureClass = "Unreachable";
                            last.message = FailureClass.UNREACHABLE.sentence();
                        }));
        assertThat(ended.firstFailureTime()).isEqualTo(SampleRuns.ENDED);
    }

    @Test
    void shouldTakeAnOutcomeNobodyCouldReadAsUnknownAndAsKilled() {
        RecordedRun run = SampleRuns.scheduled();

        ReplicationStatus ended = ended(running(run), run, SampleRuns.silent(Proof.VANISHED));

        assertThat(ended.lastRun())
                .isEqualTo(LastRun.of(StatusMemory.run(run, Optional.of(INPUTS)), NOW, RunResult.UNKNOWN)
                        .with(last -> {
                            last.failureClass = "Killed";
                            last.message = FailureClass.KILLED.sentence();
                        }));
        assertThat(ended.endedRuns()).containsExactly(new EndedRun(SampleRuns.ID.value(), NOW, EndProof.VANISHED));
        assertThat(ended.latestMoverStatus()).isEqualTo(new MoverStatus("Failed", "the mover's process is gone"));
        assertThat(ended.consecutiveFailures()).isEqualTo(1);
    }

    @Test
    void shouldShowACancelledRunAsCancelled() {
        ReplicationStatus ended = ended(
                running(SampleRuns.scheduled()),
                SampleRuns.scheduled(),
                SampleRuns.said(SampleRuns.failed(FailureClass.CANCELLED)));

        assertThat(ended.lastRun().result()).isEqualTo(RunResult.CANCELLED);
    }

    @Test
    void shouldClassifyAFailureThatTheMoverLeftUnclassified() {
        ReplicationStatus ended = ended(
                running(SampleRuns.scheduled()),
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(MoverOutcome.RunResult.FAILED).get()));

        assertThat(ended.lastRun().failureClass()).isEqualTo("Unknown");
    }

    @Test
    void shouldCountFailuresFromTheFirstOfThem() {
        RecordedRun run = SampleRuns.scheduled();
        ReplicationStatus once = ended(running(run), run, SampleRuns.said(SampleRuns.failed(FailureClass.LOCKED)))
                .with(draft -> draft.firstFailureTime = EARLIER);

        ReplicationStatus twice = ended(
                once.with(draft -> draft.run = StatusMemory.run(run, Optional.of(INPUTS))),
                run,
                SampleRuns.said(SampleRuns.failed(FailureClass.UNREACHABLE)));
        ReplicationStatus good = ended(
                twice.with(draft -> draft.run = StatusMemory.run(run, Optional.of(INPUTS))),
                run,
                SampleRuns.said(SampleRuns.succeeded()));

        assertThat(twice.consecutiveFailures()).isEqualTo(2);
        assertThat(twice.firstFailureTime()).isEqualTo(EARLIER);
        assertThat(good.consecutiveFailures()).isZero();
        assertThat(good.firstFailureTime()).isNull();
    }

    // End: tokens

    @Test
    void shouldTakeAManualTokenAsDoneOnlyAfterAGoodRun() {
        RecordedRun run = SampleRuns.sync(RunCause.Kind.MANUAL, Optional.of("new"), Optional.empty());
        ReplicationStatus before = running(run).with(draft -> draft.lastManualSync = "old");

        assertThat(ended(before, run, SampleRuns.said(SampleRuns.failed(FailureClass.UNREACHABLE)))
                        .lastManualSync())
                .isEqualTo("old");
        assertThat(ended(before, run, SampleRuns.said(SampleRuns.succeeded())).lastManualSync())
                .isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(
            value = RunCause.Kind.class,
            names = {"FIRST_SYNC", "SCHEDULE", "CONTINUOUS"})
    void shouldForgetTheManualTokenAfterAGoodRunOfAnotherTrigger(RunCause.Kind kind) {
        RecordedRun run = SampleRuns.sync(kind, Optional.empty(), Optional.empty());
        ReplicationStatus before = running(run).with(draft -> draft.lastManualSync = "old");

        assertThat(ended(before, run, SampleRuns.said(SampleRuns.succeeded())).lastManualSync())
                .isNull();
        assertThat(ended(before, run, SampleRuns.said(SampleRuns.failed(FailureClass.LOCKED)))
                        .lastManualSync())
                .isEqualTo("old");
    }

    @Test
    void shouldKeepTheManualTokenWhenARequestWasAnswered() {
        RecordedRun run = SampleRuns.sync(RunCause.Kind.REQUEST, Optional.empty(), Optional.of("now"));
        ReplicationStatus before = running(run).with(draft -> draft.lastManualSync = "done");

        assertThat(ended(before, run, SampleRuns.said(SampleRuns.succeeded())).lastManualSync())
                .isEqualTo("done");
    }

    @Test
    void shouldAnswerARequestWhateverCameOfIt() {
        RecordedRun run = SampleRuns.sync(RunCause.Kind.REQUEST, Optional.empty(), Optional.of("now"));

        assertThat(ended(running(run), run, SampleRuns.said(SampleRuns.failed(FailureClass.LOCKED)))
                        .lastHandledRequest())
                .isEqualTo(new HandledRequest("now", SampleRuns.ID.value(), RunResult.FAILED));
        assertThat(ended(running(run), run, SampleRuns.said(SampleRuns.succeeded()))
                        .lastHandledRequest())
                .isEqualTo(new HandledRequest("now", SampleRuns.ID.value(), RunResult.SUCCEEDED));
        assertThat(ended(running(run), run, SampleRuns.silent(Proof.TERMINATED)).lastHandledRequest())
                .isEqualTo(new HandledRequest("now", SampleRuns.ID.value(), RunResult.UNKNOWN));
    }

    @Test
    void shouldKeepTheLastAnswerWhenNobodyAsked() {
        HandledRequest answer = new HandledRequest("then", "hf-00000000-20261119t040000", RunResult.SUCCEEDED);
        ReplicationStatus before = running(SampleRuns.scheduled()).with(draft -> draft.lastHandledRequest = answer);

        assertThat(ended(before, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()))
                        .lastHandledRequest())
                .isEqualTo(answer);
    }

    @Test
    void shouldBoundTheEndedRuns() {
        ReplicationStatus status = ReplicationStatus.EMPTY;
        for (int i = 1; i <= 30; i++) {
            status = status.withEndedRun(
                    new EndedRun("hf-00000000-202611%02dt040000".formatted(i), EARLIER, EndProof.TERMINATED));
        }
        ReplicationStatus before =
                status.with(draft -> draft.run = StatusMemory.run(SampleRuns.scheduled(), Optional.empty()));

        List<EndedRun> ended = ended(before, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()))
                .endedRuns();

        assertThat(ended).hasSize(20);
        assertThat(ended.get(0).id()).isEqualTo("hf-00000000-20261112t040000");
        assertThat(ended.get(19).id()).isEqualTo(SampleRuns.ID.value());
    }

    // End: maintenance

    @Test
    void shouldOweMaintenanceAfterAGoodBackupWithoutCallingItFailed() {
        MoverOutcome outcome = new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                .snapshot()
                .maintenanceFailure(FailureClass.LOCKED)
                .get();

        ReplicationStatus ended =
                ended(running(SampleRuns.scheduled()), SampleRuns.scheduled(), SampleRuns.said(outcome));

        assertThat(ended.consecutiveFailures()).isZero();
        assertThat(ended.latestMoverStatus().result()).isEqualTo("Successful");
        assertThat(ended.maintenance().failureClass()).isEqualTo("Locked");
        assertThat(ended.maintenance().step()).isEqualTo("forget");
        assertThat(ended.maintenance().attempts()).isEqualTo(1);
        assertThat(ended.restic().retainApplied()).isNull();
    }

    @Test
    void shouldLeaveTheLastSyncAloneWhenOnlyMaintenanceEnds() {
        ReplicationStatus owing = ended(
                running(SampleRuns.scheduled()),
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .snapshot()
                        .maintenanceFailure(FailureClass.LOCKED)
                        .get()));
        ReplicationStatus before =
                owing.with(draft -> draft.run = StatusMemory.run(SampleRuns.maintenance(), Optional.of(INPUTS)));
        MoverOutcome done = new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                .forget(3, 7)
                .get();

        ReplicationStatus ended = ended(before, SampleRuns.maintenance(), SampleRuns.said(done));

        assertThat(ended).isEqualTo(owing.with(draft -> {
            draft.maintenance = null;
            draft.restic = owing.restic().with(restic -> {
                restic.snapshotCount = 7;
                restic.lastForget = SampleRuns.ENDED;
                restic.retainApplied = "--keep-daily=7";
            });
        }));
    }

    // End: what is known of the repository

    @Test
    void shouldNotTakeAPolicyAsAppliedWhenForgetWasFrozen() {
        ReplicationStatus before = running(SampleRuns.scheduled())
                .with(draft -> draft.restic = draft.restic.with(restic -> restic.retainApplied = "--keep-daily=30"));
        MoverOutcome frozen = new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                .frozen("too many", 23, 30)
                .get();

        ReplicationStatus ended = ended(before, SampleRuns.scheduled(), SampleRuns.said(frozen));

        assertThat(ended.restic().retainApplied()).isEqualTo("--keep-daily=30");
        assertThat(ended.restic().retentionFrozen())
                .isEqualTo(new RetentionFrozen("too many", SampleRuns.ENDED, 23, 30));
    }

    @Test
    void shouldKeepSinceWhenRetentionIsFrozenAndThawIt() {
        ReplicationStatus before = running(SampleRuns.scheduled())
                .with(draft -> draft.restic = draft.restic.with(
                        restic -> restic.retentionFrozen = new RetentionFrozen("old words", EARLIER, 20, 29)));

        ReplicationStatus still = ended(
                before,
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .frozen("new words", 21, 30)
                        .get()));
        ReplicationStatus thawed = ended(
                before,
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .forget(21, 9)
                        .get()));

        assertThat(still.restic().retentionFrozen()).isEqualTo(new RetentionFrozen("new words", EARLIER, 21, 30));
        assertThat(thawed.restic().retentionFrozen()).isNull();
    }

    @Test
    void shouldKnowHistoryFromTheFirstBackupThatOpenedTheRepository() {
        ReplicationStatus first = ended(
                running(SampleRuns.scheduled())
                        .with(draft -> draft.restic =
                                draft.restic.with(restic -> restic.repository = repository("here", null))),
                SampleRuns.scheduled(),
                SampleRuns.said(SampleRuns.succeeded()));
        ReplicationStatus known = withRepository(repository("here", EARLIER))
                .with(draft -> draft.run = StatusMemory.run(SampleRuns.scheduled(), Optional.of(INPUTS)));

        assertThat(first.restic().repository())
                .isEqualTo(new RepositoryStatus(
                        "here", "id-here", "s3:https://minio/bucket/here", SampleRuns.ENDED, "hf-creator"));
        assertThat(ended(known, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()))
                        .restic()
                        .repository()
                        .firstSnapshotSeen())
                .isEqualTo(EARLIER);
    }

    @Test
    void shouldKnowNoHistoryAfterABackupOfAnEmptyVolume() {
        ReplicationStatus before = running(SampleRuns.scheduled())
                .with(draft -> draft.restic = draft.restic.with(restic -> {
                    restic.repository = repository("here", null);
                    restic.lastPruned = EARLIER;
                }));

        ReplicationStatus ended = ended(
                before,
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(MoverOutcome.RunResult.EMPTY).get()));

        assertThat(ended.restic()).isEqualTo(before.restic());
        assertThat(ended.lastSyncTime()).isNotNull();
    }

    @Test
    void shouldCountAsForgetOnlyWhatResticDid() {
        ReplicationStatus before = running(SampleRuns.scheduled());
        MoverOutcome previewed = new SampleRuns.Outcome(MoverOutcome.RunResult.UNCHANGED)
                .nothingToForget(7)
                .get();
        MoverOutcome ran = new SampleRuns.Outcome(MoverOutcome.RunResult.UNCHANGED)
                .forget(0, 7)
                .get();

        assertThat(ended(before, SampleRuns.scheduled(), SampleRuns.said(previewed))
                        .restic()
                        .lastForget())
                .isNull();
        assertThat(ended(before, SampleRuns.scheduled(), SampleRuns.said(ran))
                        .restic()
                        .lastForget())
                .isEqualTo(SampleRuns.ENDED);
    }

    @Test
    void shouldForgetWhatWasDecidedAboutAnotherRepository() {
        ReplicationStatus before = running(SampleRuns.scheduled())
                .with(draft -> draft.restic = draft.restic.with(restic -> {
                    restic.repository = repository("elsewhere", EARLIER);
                    restic.retainApplied = "--keep-daily=7";
                    restic.lastForget = EARLIER;
                }));

        ReplicationStatus ended = ended(before, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()));

        assertThat(ended.restic().repository())
                .isEqualTo(new RepositoryStatus(
                        "here", "id-here", "s3:https://minio/bucket/here", SampleRuns.ENDED, null));
        assertThat(ended.restic().retainApplied()).isNull();
        assertThat(ended.restic().lastForget()).isNull();
    }

    @Test
    void shouldBoundTheSummaries() {
        ReplicationStatus status = ReplicationStatus.EMPTY;
        for (int i = 0; i < 7; i++) {
            status = ended(
                    status.with(draft -> draft.run = StatusMemory.run(SampleRuns.scheduled(), Optional.of(INPUTS))),
                    SampleRuns.scheduled(),
                    SampleRuns.said(SampleRuns.succeeded()));
        }

        assertThat(status.restic().recentSummaries()).hasSize(5);
    }

    private static ReplicationStatus started(ReplicationStatus before, RecordedRun run) {
        return SourceStatuses.started(before, run, INPUTS, plan(before, run), secret());
    }

    private static BackupPlan plan(ReplicationStatus before, RecordedRun run) {
        return SamplePlans.of(before, run);
    }

    private static RepositorySecret.Usable secret() {
        return SamplePlans.SECRET;
    }

    private static String fingerprint() {
        return secret().location().fingerprint();
    }

    private static String url() {
        return secret().location().withoutCredentials();
    }

    private static ReplicationStatus running(RecordedRun run) {
        return ReplicationStatus.EMPTY.with(draft -> {
            draft.run = StatusMemory.run(run, Optional.of(INPUTS));
            draft.lastSyncStartTime = run.startedAt();
        });
    }

    private static ReplicationStatus ended(ReplicationStatus before, RecordedRun run, Ended ended) {
        return SourceStatuses.ended(
                before,
                run,
                ended,
                StatusMemory.history(before).after(run, ended.outcome(), Optional.of(INPUTS), NOW),
                new RunTerms(Optional.of(DAILY_7), Consents.NONE),
                NOW);
    }

    private static RepositoryStatus repository(String fingerprint, Instant firstSnapshotSeen) {
        return new RepositoryStatus(
                fingerprint,
                "id-" + fingerprint,
                "s3:https://minio/bucket/" + fingerprint,
                firstSnapshotSeen,
                "hf-creator");
    }

    private static ReplicationStatus withRepository(RepositoryStatus repository) {
        return ReplicationStatus.EMPTY.with(
                draft -> draft.restic = ResticStatus.EMPTY.with(restic -> restic.repository = repository));
    }

    private static String label(RunResult result) {
        return switch (result) {
            case SUCCEEDED -> "Succeeded";
            case UNCHANGED -> "Unchanged";
            case EMPTY -> "Empty";
            case PARTIAL_READ -> "PartialRead";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
            case NO_SNAPSHOT -> "NoSnapshot";
            case UNKNOWN -> "Unknown";
        };
    }
}
