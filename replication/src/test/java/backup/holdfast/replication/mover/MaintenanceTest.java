package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.PreviewedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome.PruneDone;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.ResticDuration;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.restic.process.StopReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaintenanceTest {
    private static final String BACKUP = "backup --json --host=volsync --exclude=lost+found --skip-if-unchanged -- .";
    private static final String SNAPSHOTS = "snapshots --json --no-lock --host=volsync --path=/data";
    private static final String FORGET =
            "forget --json --keep-last=2 --host=volsync --path=/data --group-by=host,paths";
    private static final String PRUNE = "prune --json";
    private static final Instant NOW = MoverFixture.NOW;

    @TempDir
    Path directory;

    private MoverFixture mover;
    private FakeRestic restic;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
        restic = mover.restic;
        mover.plan.keepLast(2);
    }

    // What runs

    @Test
    void shouldForgetOnlyWhenThePolicyWouldRemoveSomething() {
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(2));
    }

    @Test
    void shouldRunResticsForgetOnceADayWhateverThePreviewSays() {
        mover.plan.lastForget = mover.plan.plannedAt.minus(Duration.ofHours(20));
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW))).answer("forget", Answer.ok(forgot(2, 0)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, FORGET);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(0, 2));
    }

    @Test
    void shouldRunResticsForgetWhereItNeverRan() {
        mover.plan.lastForget = null;
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW))).answer("forget", Answer.ok(forgot(2, 0)));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, FORGET);
    }

    @Test
    void shouldNotRunResticsForgetADayLaterOnAVolumeThatLooksEmptied() {
        mover.plan.lastForget = null;
        mover.plan.keepLast(50);
        restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 3, 10))).answer("snapshots", Answer.ok(shrunk()));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
    }

    @Test
    void shouldNotAskForAForgetOfTheOnlySnapshot() {
        mover.plan.lastForget = null;
        saves().answer("snapshots", Answer.ok(Says.hourly(1, NOW)));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
    }

    @Test
    void shouldForgetWhatThePolicyRemovesFromThisIdentityOnly() {
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW))).answer("forget", Answer.ok(forgot(2, 3)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, FORGET);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(3, 2));
        assertThat(outcome.prune()).isNull();
        assertThat(outcome.logTail()).endsWith("forgot 3 snapshots, kept 2\n");
    }

    @Test
    void shouldForgetAndPruneInOneProcessWhenBothAreDue() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW))).answer("forget", Answer.ok(forgot(2, 3)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, FORGET + " --prune");
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(3, 2));
        assertThat(outcome.prune()).isEqualTo(new PruneDone(NOW));
    }

    @Test
    void shouldPruneByItselfWhenNothingIsToBeForgotten() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW))).answer("prune", Answer.ok("done\n"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, PRUNE);
        assertThat(outcome.prune()).isEqualTo(new PruneDone(NOW));
    }

    @Test
    void shouldPruneByItselfWhenResticForgotNothingAfterAll() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW)))
                .answer("forget", Answer.ok(forgot(5, 0)))
                .answer("prune", Answer.ok("done\n"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        // restic skips the prune of a forget that removed nothing: it may not count as one.
        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, FORGET + " --prune", PRUNE);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(0, 5));
        assertThat(outcome.prune()).isEqualTo(new PruneDone(NOW));
    }

    @Test
    void shouldForgetNothingWithoutAPolicy() {
        mover.plan.policy = null;
        saves();

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.forget()).isNull();
    }

    @Test
    void shouldPruneWithoutAPolicyButNotAVolumeThatLooksEmptied() {
        mover.plan.policy = null;
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW))).answer("prune", Answer.ok("done\n"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, PRUNE);
        assertThat(outcome.forget()).isNull();
        assertThat(outcome.prune()).isEqualTo(new PruneDone(NOW));
    }

    @Test
    void shouldMakeUpForMaintenanceWithoutABackup() {
        mover.plan.maintenanceOnly(Step.FORGET, Step.PRUNE);
        restic.answer("snapshots", Answer.ok(Says.hourly(5, NOW))).answer("forget", Answer.ok(forgot(2, 3)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(SNAPSHOTS, FORGET + " --prune");
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.snapshot()).isNull();
        assertThat(outcome.backup()).isNull();
    }

    @Test
    void shouldForgetAfterABackupThatFoundNothingNew() {
        restic.answer("backup", Answer.ok(Says.unchanged(100, 1000)))
                .answer("snapshots", Answer.ok(Says.hourly(5, NOW)))
                .answer("forget", Answer.ok(forgot(2, 3)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(3, 2));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellResticEachRuleOfThePolicy(KeepRule rule) {
        RetentionPolicy policy = rule.unit() == KeepRule.Unit.COUNT
                ? new RetentionPolicy(Map.of(rule, new KeepCount(1)), Map.of())
                : new RetentionPolicy(
                        Map.of(KeepRule.LAST, new KeepCount(1)), Map.of(rule, new ResticDuration(0, 0, 0, 1)));
        mover.plan.policy = policy;
        saves().answer(
                        "snapshots",
                        Answer.ok(Says.list(IntStream.range(0, 3)
                                .mapToObj(i -> Says.snapshot(
                                        i, NOW.minus(Duration.ofDays(400L * i)), "volsync", "/data", 100, 1000))
                                .toList())))
                .answer("forget", Answer.ok(forgot(1, 2)));

        mover.execute(mover.plan.backup());

        assertThat(restic.calls.get(2).argv())
                .filteredOn(word -> word.startsWith("--keep-"))
                .containsExactlyInAnyOrderElementsOf(policy.forgetFlags());
    }

    @Test
    void shouldUseTheIdentityOfThePlan() {
        mover.plan.identity = new Identity("nas", "/volumes/photos");
        saves().answer(
                        "snapshots",
                        Answer.ok(Says.list(List.of(
                                Says.snapshot(0, NOW, "nas", "/volumes/photos", 10, 700),
                                Says.snapshot(1, NOW.minusSeconds(60), "nas", "/volumes/photos", 10, 700),
                                Says.snapshot(2, NOW.minusSeconds(120), "nas", "/volumes/photos", 10, 700)))))
                .answer("forget", Answer.ok(forgot(2, 1)));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands())
                .containsExactly(
                        BACKUP.replace("volsync", "nas"),
                        "snapshots --json --no-lock --host=nas --path=/volumes/photos",
                        "forget --json --keep-last=2 --host=nas --path=/volumes/photos --group-by=host,paths");
    }

    // What is only previewed

    @Test
    void shouldTellWhatThePolicyWouldRemoveAndRemoveNothingWhenAskedTo() {
        mover.plan.alsoPrune();
        mover.plan.lastForget = null;
        mover.plan.previewRequest = "before-i-tighten";
        saves().answer("snapshots", Answer.ok(Says.hourly(4, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.retentionPreview())
                .isEqualTo(new RetentionPreviewed(
                        "before-i-tighten",
                        "--keep-last=2",
                        2,
                        2,
                        List.of(previewed(3), previewed(2)),
                        List.of(previewed(0, "last snapshot"), previewed(1, "last snapshot"))));
        assertThat(outcome.forget()).isNull();
        assertThat(outcome.prune()).isNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(outcome.logTail())
                .endsWith(
                        "Preview of retention: 2 snapshots would go, 2 would stay; nothing was forgotten or pruned.\n");
    }

    @Test
    void shouldCountAllSnapshotsInAPreviewAndNameTenOfEachKind() {
        mover.plan.keepLast(14);
        mover.plan.previewRequest = "token";
        saves().answer("snapshots", Answer.ok(Says.hourly(40, NOW)));

        RetentionPreviewed preview = mover.execute(mover.plan.backup()).retentionPreview();

        assertThat(List.of(preview.keep(), preview.remove())).containsExactly(14, 26);
        assertThat(preview.removed())
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> previewed(39 - i)).toList());
        assertThat(preview.kept())
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(i -> previewed(i, "last snapshot"))
                        .toList());
    }

    @Test
    void shouldPreviewThatEverythingIsKeptWithoutAPolicy() {
        mover.plan.policy = null;
        mover.plan.previewRequest = "token";
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)));

        assertThat(mover.execute(mover.plan.backup()).retentionPreview())
                .isEqualTo(new RetentionPreviewed(
                        "token", "everything is kept", 2, 0, List.of(), List.of(previewed(0), previewed(1))));
    }

    @Test
    void shouldPreviewWhatMayNotBeForgottenToo() {
        mover.plan.frozenBecause = "another source has the same identity";
        mover.plan.previewRequest = "token";
        saves().answer("snapshots", Answer.ok(Says.hourly(4, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.retentionPreview().remove()).isEqualTo(2);
        assertThat(outcome.forget()).isNull();
    }

    @Test
    void shouldLeaveAPreviewUnansweredWhenTheListCannotBeRead() {
        mover.plan.previewRequest = "token";
        saves().answer("snapshots", Answer.exit(11, Says.LOCKED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.retentionPreview()).isNull();
        assertThat(outcome.maintenanceFailure().step()).isEqualTo("preview");
    }

    private static PreviewedSnapshot previewed(int age, String... reasons) {
        return new PreviewedSnapshot(Says.id(age).substring(0, 8), NOW.minus(Duration.ofHours(age)), List.of(reasons));
    }

    // What is frozen

    @Test
    void shouldRemoveNothingFromAVolumeThatLooksEmptied() {
        mover.plan.alsoPrune();
        restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 3, 10))).answer("snapshots", Answer.ok(shrunk()));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.forget().removed()).isZero();
        assertThat(outcome.forget().kept()).isEqualTo(6);
        assertThat(outcome.forget().wouldRemove()).isEqualTo(4);
        assertThat(outcome.forget().frozen()).startsWith("the volume holds 3 files");
        assertThat(outcome.prune()).isNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(outcome.logTail()).contains("Nothing was forgotten or pruned: the volume holds 3 files");
    }

    @Test
    void shouldNotEvenPruneAVolumeThatLooksEmptiedAndHasNoPolicy() {
        mover.plan.policy = null;
        mover.plan.alsoPrune();
        restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 3, 10))).answer("snapshots", Answer.ok(shrunk()));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget().frozen()).startsWith("the volume holds 3 files");
        assertThat(outcome.forget().wouldRemove()).isZero();
    }

    @Test
    void shouldRememberAnEmptiedVolumeInARunThatOnlyMaintains() {
        mover.plan.maintenanceOnly(Step.FORGET, Step.PRUNE);
        restic.answer("snapshots", Answer.ok(shrunk()));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(SNAPSHOTS);
        assertThat(outcome.forget().frozen()).startsWith("the volume holds 3 files");
    }

    @Test
    void shouldRemoveNothingFromAVolumeThatWasRestoredEmpty() {
        mover.plan.restoredEmptyAt = NOW.minusSeconds(1800);
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget().frozen()).startsWith("the volume was restored empty");
    }

    @Test
    void shouldHeedTheMarkOfAnEmptyRestoreAlthoughOldSnapshotsTellNoSize() {
        mover.plan.maintenanceOnly(Step.FORGET);
        mover.plan.restoredEmptyAt = NOW.minusSeconds(1800);
        restic.answer("snapshots", Answer.ok(Says.hourly(5, NOW).replaceAll("\"summary\":\\{[^}]*},", "")));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(SNAPSHOTS);
        assertThat(outcome.forget().frozen()).startsWith("the volume was restored empty");
    }

    @Test
    void shouldWaitForConsentBeforeAMassDeletion() {
        mover.plan.lastPolicy = "--keep-last=2";
        saves().answer("snapshots", Answer.ok(Says.hourly(30, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget())
                .isEqualTo(ForgetDone.frozen(
                        "the policy --keep-last=2 would remove 28 of 30 snapshots of volsync:/data: set acceptChange"
                                + " to a new value if that is meant",
                        30,
                        28));
    }

    @Test
    void shouldRemoveWhatAPersonConsentedTo() {
        mover.plan.lastPolicy = "--keep-last=2";
        mover.plan.consent = Consent.GIVEN;
        restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 3, 10)))
                .answer("snapshots", Answer.ok(Says.hourly(30, NOW)))
                .answer("forget", Answer.ok(forgot(2, 28)));

        assertThat(mover.execute(mover.plan.backup()).forget()).isEqualTo(ForgetDone.ran(28, 2));
    }

    @Test
    void shouldRemoveNothingWhenThePlanSaysWhyNot() {
        mover.plan.alsoPrune();
        mover.plan.frozenBecause = "another source has the same identity";
        saves();

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.forget()).isEqualTo(ForgetDone.frozen("another source has the same identity", 0, 0));
        assertThat(outcome.logTail())
                .endsWith("Nothing was forgotten or pruned: another source has the same identity\n");
    }

    @Test
    void shouldNotSpeakOfFreezingWhereThereIsNothingToDo() {
        mover.plan.policy = null;
        mover.plan.frozenBecause = "another source has the same identity";
        saves();

        assertThat(mover.execute(mover.plan.backup()).forget()).isNull();
    }

    @Test
    void shouldRemoveNothingWhileItsClockLagsBehindThePlans() {
        mover.plan.plannedAt = NOW.plus(Duration.ofMinutes(11));
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget().frozen())
                .isEqualTo("the mover's clock shows 2026-11-20T04:00:05Z and that of the controller"
                        + " 2026-11-20T04:11:05Z: no snapshot is removed while they differ by more than 10 minutes;"
                        + " correct the clock");
    }

    @Test
    void shouldNotMindThatAPodWaitedForHoursOrThatClocksDifferALittle() {
        for (Duration planned : List.of(Duration.ofHours(-9), Duration.ofMinutes(9))) {
            mover.plan.plannedAt = NOW.plus(planned);
            saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW))).answer("forget", Answer.ok(forgot(2, 3)));

            assertThat(mover.execute(mover.plan.backup()).forget()).isEqualTo(ForgetDone.ran(3, 2));
        }
    }

    @Test
    void shouldRemoveNothingWhileASnapshotIsDatedInTheFuture() {
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW.plusSeconds(60))));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.forget().frozen()).contains("in the future");
    }

    // What fails

    @Test
    void shouldNeverLetMaintenanceTurnABackupBad() throws IOException {
        LockFolder folder = new LockFolder(directory.resolve("repository"));
        mover.plan.url = folder.repository().toString();
        folder.lock("ee4925a1", Duration.ofSeconds(100));
        mover.plan.alsoPrune();
        List<List<Answer>> troubles = List.of(
                List.of(Answer.exit(1, "Fatal: unable to open config file: Stat: dial tcp: connection refused")),
                List.of(Answer.ok("half a docu")),
                List.of(Answer.ok(Says.hourly(5, NOW)), Answer.exit(11, Says.LOCKED), Answer.exit(11, Says.LOCKED)),
                List.of(Answer.ok(Says.hourly(5, NOW)), Answer.exit(3, "").after(forgot(2, 1))),
                List.of(Answer.ok(Says.hourly(5, NOW)), Answer.ok("[{\"keep\":")),
                List.of(Answer.ok(Says.hourly(5, NOW)), Answer.exit(1, "").meanwhile(() -> {
                    throw new IllegalStateException("nobody thought of that");
                })));
        List<RunFailure> failures = new ArrayList<>();
        for (List<Answer> trouble : troubles) {
            FakeRestic fake = saves();
            fake.answer("snapshots", trouble.get(0));
            trouble.stream().skip(1).forEach(answer -> fake.answer("forget", answer));
            MoverOutcome outcome = mover.execute(mover.plan.backup());

            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.snapshot().id()).isEqualTo(Says.id(0));
            assertThat(outcome.prune()).isNull();
            assertThat(fake.hasAnswersLeft()).isFalse();
            failures.add(outcome.maintenanceFailure());
        }

        assertThat(failures)
                .extracting(failure -> failure.step() + " " + failure.failureClass())
                .containsExactly(
                        "forget UNREACHABLE",
                        "forget UNKNOWN",
                        "forget LOCKED",
                        "forget UNKNOWN",
                        "forget UNKNOWN",
                        "maintenance UNKNOWN");
        assertThat(failures.get(5).message()).startsWith("java.lang.IllegalStateException: nobody thought of that at ");
    }

    @Test
    void shouldKeepCountOfWhatWasForgottenBeforeThePruneFailed() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW)))
                .answer(
                        "forget",
                        Answer.exit(1, "Fatal: no space left on device").after(forgot(2, 3)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(3, 2));
        assertThat(outcome.prune()).isNull();
        assertThat(outcome.maintenanceFailure().failureClass()).isEqualTo(FailureClass.NO_SPACE);
    }

    @Test
    void shouldNotPruneAfterAFailedForget() throws IOException {
        mover.plan.alsoPrune();
        LockFolder folder = new LockFolder(directory.resolve("repository"));
        mover.plan.url = folder.repository().toString();
        folder.lock("ee4925a1", Duration.ofSeconds(100));
        saves().answer("snapshots", Answer.ok(Says.hourly(5, NOW)))
                .answer("forget", Answer.exit(11, Says.LOCKED))
                .answer("forget", Answer.exit(11, Says.LOCKED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).hasSize(4).startsWith(BACKUP, SNAPSHOTS, FORGET + " --prune");
        assertThat(outcome.maintenanceFailure().message())
                .startsWith("held by root on hf-0a1b2c3d-20261120t020000 (PID 7) since ");
        assertThat(outcome.locks()).extracting("host").containsExactly("hf-0a1b2c3d-20261120t020000");
    }

    @Test
    void shouldSayWhenPruneFails() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(1, NOW)))
                .answer("prune", Answer.exit(1, "Fatal: disk quota exceeded"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(1));
        assertThat(outcome.maintenanceFailure())
                .isEqualTo(new RunFailure(
                        FailureClass.NO_SPACE, "prune", 1, "the repository's storage is full: disk quota exceeded"));
    }

    @Test
    void shouldOweTheRestWhenItIsCancelledAfterTheBackup() {
        mover.plan.alsoPrune();
        saves().answer(
                        "snapshots",
                        Answer.exit(130, "").stopped(StopReason.CANCELLED).meanwhile(mover.cancellation::cancel));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.maintenanceFailure().failureClass()).isEqualTo(FailureClass.CANCELLED);
    }

    // Safety copies

    @Test
    void shouldForgetOldSafetyCopiesBeforeItPrunesAndCountThemForNobody() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)))
                .answer(
                        FakeRestic.SAFETY,
                        Answer.ok(Says.list(List.of(
                                copy(7, Duration.ofDays(7).plusMinutes(1)),
                                copy(8, Duration.ofDays(6)),
                                copy(9, Duration.ofDays(30))))))
                .answer("forget", Answer.ok("[]\n"))
                .answer("prune", Answer.ok("done\n"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands())
                .containsExactly(BACKUP, SNAPSHOTS, "forget --json -- " + Says.id(7) + " " + Says.id(9), PRUNE);
        assertThat(restic.safetyCalls)
                .extracting(FakeRestic::command)
                .containsExactly("snapshots --json --no-lock --host=holdfast-safety");
        assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(2));
        assertThat(outcome.logTail()).contains("forgot 2 copies made before restores, each over 7 days old");
    }

    @Test
    void shouldForgetOldSafetyCopiesWhereNothingElseIsForgotten() {
        mover.plan.policy = null;
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)))
                .answer(FakeRestic.SAFETY, Answer.ok(Says.list(List.of(copy(7, Duration.ofDays(8))))))
                .answer("forget", Answer.ok("[]\n"))
                .answer("prune", Answer.ok("done\n"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, "forget --json -- " + Says.id(7), PRUNE);
        assertThat(outcome.forget()).isNull();
    }

    /** A mover's clock that is ahead takes nobody's way back. */
    @Test
    void shouldKeepACopyThatIsOldByOneClockOnly() {
        mover.plan.alsoPrune();
        mover.plan.plannedAt = NOW.minus(Duration.ofDays(2));
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)))
                .answer(FakeRestic.SAFETY, Answer.ok(Says.list(List.of(copy(7, Duration.ofDays(8))))))
                .answer("prune", Answer.ok("done\n"));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, SNAPSHOTS, PRUNE);
    }

    @Test
    void shouldAskForSafetyCopiesOnlyWhenAPruneIsDueAndAllowed() {
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)));
        mover.execute(mover.plan.backup());
        mover.plan.alsoPrune();
        restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 3, 10))).answer("snapshots", Answer.ok(shrunk()));
        mover.execute(mover.plan.backup());

        assertThat(restic.safetyCalls).isEmpty();
    }

    @Test
    void shouldNotPruneWhereOldSafetyCopiesCannotBeForgotten() {
        mover.plan.alsoPrune();
        saves().answer("snapshots", Answer.ok(Says.hourly(2, NOW)))
                .answer(FakeRestic.SAFETY, Answer.ok(Says.list(List.of(copy(7, Duration.ofDays(8))))))
                .answer("forget", Answer.exit(1, "Fatal: Access Denied."));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).noneMatch(command -> command.startsWith(PRUNE));
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.maintenanceFailure().step()).isEqualTo("forget");
    }

    private static String copy(int number, Duration age) {
        return Says.snapshot(number, NOW.minus(age), "holdfast-safety", "/data", 10, 700);
    }

    private FakeRestic saves() {
        return restic.answer("backup", Answer.ok(Says.saved(Says.id(0), 100, 1000)));
    }

    /** A tiny newest snapshot, and five of 1000 files before it. */
    private static String shrunk() {
        List<String> snapshots = new ArrayList<>();
        snapshots.add(Says.snapshot(0, NOW, "volsync", "/data", 3, 10));
        for (int i = 1; i <= 5; i++) {
            snapshots.add(Says.snapshot(i, NOW.minusSeconds(3600L * i), "volsync", "/data", 1000, 100_000));
        }
        return Says.list(snapshots);
    }

    private static String forgot(int keep, int remove) {
        return Says.forgot(
                IntStream.range(0, keep).mapToObj(MaintenanceTest::any).toList(),
                IntStream.range(keep, keep + remove)
                        .mapToObj(MaintenanceTest::any)
                        .toList());
    }

    private static String any(int number) {
        return Says.snapshot(number, NOW.minusSeconds(3600L * number), "volsync", "/data", 100, 1000);
    }
}
