package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Saving the volume before a restore writes to it. */
class SafetyBackupTest {
    private static final Instant NOON = Instant.parse("2026-11-19T12:00:00Z");
    private static final String RUN = PlanBuilder.RUN.value();
    private static final String OURS = Says.snapshot(1, NOON, "volsync", "/data", 12, 900);
    private static final String OLDER = Says.snapshot(2, NOON.minusSeconds(3600), "volsync", "/data", 12, 900);
    private static final String OTHERS = Says.snapshot(3, NOON.plusSeconds(60), "nas", "/data", 12, 900);
    private static final String COPY = Says.snapshot(4, NOON.plusSeconds(120), "holdfast-safety", "/data", 13, 950);

    @TempDir
    Path directory;

    private MoverFixture mover;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
        mover.plan.safety = new SafetyCopy(Identity.VOLSYNC, "/data", Impossible.STOP);
    }

    @Test
    void shouldSaveTheVolumeUnderItsOwnHostBeforeTheFirstByteAndReadNothingAgain() {
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OLDER, OURS, OTHERS))))
                .answer("backup", Answer.ok(Says.saved(Says.id(9), 13, 950)))
                .answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands())
                .startsWith(
                        "snapshots --json --no-lock",
                        "backup --json --host=holdfast-safety --tag=" + RUN + " --exclude=/lost+found --parent="
                                + Says.id(1) + " -- .")
                .hasSize(3);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.restore().safetyCopy())
                .isEqualTo(new SnapshotBrief(
                        Says.id(9), Instant.parse("2026-11-20T04:00:06.5Z"), "holdfast-safety", "/data", 13L, 950L));
        assertThat(outcome.restore().filesRestored()).isEqualTo(9);
        assertThat(outcome.explanation())
                .isEqualTo(
                        "The volume was saved before as snapshot " + Says.id(9).substring(0, 8) + ".");
    }

    @Test
    void shouldNotTouchTheVolumeWhereTheCopyIsNotInTheRepository() throws IOException {
        Path repository = directory.resolve("repository");
        Files.createDirectories(repository.resolve("snapshots"));
        Files.writeString(repository.resolve("config"), "");
        mover.plan.url = repository.toString();
        // The mount went away and came back, and the copy was written to what was there meanwhile.
        mover.restic.answer("snapshots", Answer.ok("[]")).answer("backup", Answer.ok(Says.saved(Says.id(9), 13, 950)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands()).hasSize(2);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.UNREACHABLE);
        assertThat(outcome.failure().message()).contains("went away during the backup");
    }

    /** The volume is half restored by now: only what the first attempt saved is the volume as it was. */
    @Test
    void shouldKeepTheCopyOfTheFirstAttempt() {
        mover.plan.runId = new RunId(RUN + "-3");
        String later = Says.snapshot(5, NOON.plusSeconds(180), "holdfast-safety", "/data", 5, 50);
        mover.restic
                .answer(
                        "snapshots",
                        Answer.ok(Says.list(List.of(OURS, Says.tagged(later, RUN), Says.tagged(COPY, RUN)))))
                .answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands()).hasSize(2);
        assertThat(outcome.restore().safetyCopy().id()).isEqualTo(Says.id(4));
        assertThat(outcome.explanation()).startsWith("An attempt before this one saved the volume as snapshot ");
    }

    @Test
    void shouldNotTakeAnotherSyncsCopyForItsOwn() {
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(Says.tagged(COPY, "hf-00000000-20261119t120000")))))
                .answer("backup", Answer.ok(Says.saved(Says.id(9), 13, 950)))
                .answer("restore", Answer.ok(Says.restored(9)));

        assertThat(mover.execute(plan()).restore().safetyCopy().id()).isEqualTo(Says.id(9));
        // But there is nothing nearer to compare with.
        assertThat(mover.restic.commands().get(1)).contains("--parent=" + Says.id(4));
    }

    @Test
    void shouldNeedNoCopyOfAnEmptyVolume() throws IOException {
        Files.delete(mover.data.resolve("a.txt"));
        Files.createDirectory(mover.data.resolve("lost+found"));
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands()).hasSize(1);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.restore().safetyCopy()).isNull();
        assertThat(outcome.explanation())
                .isEqualTo("The volume was empty: there was nothing to save before the restore.");
    }

    /** Keys that may only read can make no copy: a repeat must not ask for one of what the attempt before it has written. */
    @Test
    void shouldNotAskForACopyOfWhatItsOwnAttemptBeforeHasWritten() throws IOException {
        Files.delete(mover.data.resolve("a.txt"));
        mover.restic.answer(
                "restore", Answer.exit(1, "Fatal: dial tcp: connection refused").meanwhile(this::halfWrite));
        mover.execute(plan());
        mover.plan.runId = new RunId(RUN + "-2");
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands()).hasSize(2).allMatch(command -> command.startsWith("restore"));
        assertThat(outcome.explanation())
                .isEqualTo("The volume was empty when this restore began: there was nothing to save.");
    }

    /** The next sync begins anew: by then anybody may have written to the volume. */
    @Test
    void shouldSaveForAnotherSyncWhatTheOneBeforeHasLeft() throws IOException {
        Files.delete(mover.data.resolve("a.txt"));
        mover.restic.answer(
                "restore", Answer.exit(1, "Fatal: dial tcp: connection refused").meanwhile(this::halfWrite));
        mover.execute(plan());
        mover.plan.runId = new RunId("hf-00000000-20261120t040000");
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OURS))))
                .answer("backup", Answer.ok(Says.saved(Says.id(9), 13, 950)))
                .answer("restore", Answer.ok(Says.restored(9)));

        assertThat(mover.execute(plan()).restore().safetyCopy().id()).isEqualTo(Says.id(9));
    }

    private void halfWrite() {
        try {
            Files.writeString(mover.data.resolve("half"), "written");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|Fatal: unable to save snapshot: client.PutObject: Access Denied.|NO_SAFETY_COPY",
                "1|Fatal: dial tcp: connect: connection refused|UNREACHABLE",
                "1|Fatal: write: no space left on device|NO_SPACE"
            })
    void shouldStopBeforeTheFirstByteWhereNoneCanBeMade(int exitCode, String message, FailureClass expected) {
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OURS))))
                .answer("backup", Answer.exit(exitCode, message));

        assertStopped(mover.execute(plan()), expected);
    }

    @Test
    void shouldStopBeforeTheFirstByteWhereALockStays() {
        Answer locked = Answer.exit(11, "unable to create lock in backend: repository is already locked exclusively");
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OURS))))
                .answer("backup", locked)
                .answer("backup", locked);

        assertStopped(mover.execute(plan()), FailureClass.LOCKED);
        assertThat(mover.restic.commands().get(2)).contains("--retry-lock=120s");
    }

    private void assertStopped(MoverOutcome outcome, FailureClass expected) {
        assertThat(mover.restic.commands()).noneMatch(command -> command.startsWith("restore"));
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(expected);
        assertThat(outcome.failure().step()).isEqualTo("safety");
        assertThat(outcome.failure().message())
                .startsWith("nothing was restored, because the volume could not be saved first: ");
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotKeepACopyThatLacksFiles(Impossible ifImpossible) {
        mover.plan.safety = new SafetyCopy(Identity.VOLSYNC, "/data", ifImpossible);
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OURS))))
                .answer(
                        "backup",
                        Answer.exit(3, "Warning: at least one source file could not be read")
                                .after(Says.saved(Says.id(9), 13, 950))
                                .saying(Says.unreadable("/data/secret")))
                .answer("forget", Answer.ok(""))
                .answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        String why = "1 file of the volume can't be read, the first /data/secret: open /data/secret: permission denied";
        assertThat(mover.restic.commands()).contains("forget --json -- " + Says.id(9));
        if (ifImpossible == Impossible.STOP) {
            assertThat(mover.restic.commands()).noneMatch(command -> command.startsWith("restore"));
            assertThat(outcome.failure())
                    .isEqualTo(new RunFailure(
                            FailureClass.NO_SAFETY_COPY,
                            "safety",
                            null,
                            "nothing was restored, because the volume could not be saved first: " + why));
        } else {
            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(outcome.explanation()).isEqualTo("Restored without a safety copy, as asked: " + why + ".");
        }
    }

    @Test
    void shouldNotGoOnWithoutACopyWhenItIsToldToStop() {
        mover.plan.safety = new SafetyCopy(Identity.VOLSYNC, "/data", Impossible.GO_ON);
        mover.restic
                .answer("snapshots", Answer.ok(Says.list(List.of(OURS))))
                .answer("backup", Answer.exit(130, "context canceled").meanwhile(mover.cancellation::cancel));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().step()).isEqualTo("safety");
        assertThat(mover.restic.commands()).noneMatch(command -> command.startsWith("restore"));
    }

    private RestorePlan plan() {
        return mover.plan.restore(Says.id(2), List.of(), ExtraFiles.DELETE, Verification.NONE);
    }
}
