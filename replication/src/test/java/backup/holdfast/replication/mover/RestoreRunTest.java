package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RestoreLosses;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreRunTest {
    private static final String SNAPSHOT = Says.id(1);

    @TempDir
    Path directory;

    private MoverFixture mover;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
    }

    @Test
    void shouldRestoreExactlyTheSnapshotOfThePlan() {
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands())
                .containsExactly("restore --json --sparse --overwrite=always --exclude-xattr=security.selinux --target="
                        + mover.data + " -- " + SNAPSHOT);
        assertThat(mover.restic.synced).containsExactly(mover.data.toString());
        assertThat(outcome)
                .isEqualTo(
                        MoverOutcome.builder(PlanBuilder.RUN, RunResult.SUCCEEDED, MoverFixture.NOW, MoverFixture.NOW)
                                .restore(new RestoreCounts(9, 1, 2, 400, 500))
                                .logTail("restored 9 of 9 files, 400 bytes\n")
                                .build());
    }

    @Test
    void shouldSpareLostAndFoundWhenItDeletesWhatTheSnapshotLacks() {
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));

        mover.execute(mover.plan.restore(SNAPSHOT, List.of(), ExtraFiles.DELETE, Verification.CONTENT));

        assertThat(mover.restic.calls.get(0).argv()).contains("--delete", "--exclude=/lost+found", "--verify");
    }

    @Test
    void shouldRestoreOnlyTheseFoldersWhenToldSo() {
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));

        mover.execute(mover.plan.restore(SNAPSHOT, List.of("/2026", "/a b"), ExtraFiles.DELETE, Verification.NONE));

        // restic takes either includes or excludes.
        assertThat(mover.restic.calls.get(0).argv())
                .containsSubsequence("--include=/2026", "--include=/a b", "--delete", "--include=!/lost+found")
                .noneMatch(word -> word.startsWith("--exclude="));
    }

    @Test
    void shouldDoWithoutALockOnlyWhereItMayNotWriteOne() {
        mover.restic
                .answer("restore", Answer.exit(1, "unable to create lock in backend: Access Denied."))
                .answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands())
                .extracting(command -> command.contains("--no-lock"))
                .containsExactly(false, true);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.explanation()).isEqualTo("The credentials may not write a lock: restored without one.");
        assertThat(outcome.logTail()).startsWith(outcome.explanation());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10|Fatal: repository does not exist: unable to open config file|REPOSITORY_MISSING",
                "12|Fatal: wrong password or no key found|WRONG_PASSWORD",
                "1|Fatal: failed to find snapshot: no matching ID found for prefix|SNAPSHOT_NOT_FOUND",
                "1|Fatal: dial tcp: connect: connection refused|UNREACHABLE"
            })
    void shouldMakeAndUnlockNothingWhenItFails(int exitCode, String message, FailureClass expected) {
        mover.restic.answer("restore", Answer.exit(exitCode, message));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.calls).hasSize(1);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(expected);
        assertThat(outcome.failure().step()).isEqualTo("restore");
    }

    @Test
    void shouldWaitAWhileForALockAndThenGiveUp() {
        Answer locked = Answer.exit(11, "unable to create lock in backend: repository is already locked exclusively");
        mover.restic.answer("restore", locked).answer("restore", locked);

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.LOCKED);
        assertThat(mover.restic.commands()).hasSize(2);
        assertThat(mover.restic.commands().get(1)).contains("--retry-lock=120s");
    }

    /** What the plan does not lead to, what was there before, and what no snapshot holds, is nobody's half file. */
    @Test
    void shouldRemoveOnlyWhatItsOwnAttemptBeforeHasLeftHalfWritten() throws IOException {
        mover.plan.overwrite = Overwrite.NEVER;
        mover.restic.answer(
                "restore", Answer.exit(1, "Fatal: dial tcp: connection refused").meanwhile(() -> {
                    write("half");
                    write("elsewhere");
                    write("stray");
                }));
        mover.execute(plan());
        mover.plan.runId = new RunId(PlanBuilder.RUN + "-2");
        mover.restic
                .answer("restore", Answer.ok(spared("/a.txt") + spared("/half") + Says.restored(0)))
                .answer("ls", Answer.ok(node("a.txt") + node("half") + node("elsewhere")))
                .answer(
                        "restore",
                        Answer.ok(Says.restored(1))
                                .meanwhile(() ->
                                        assertThat(mover.data.resolve("half")).doesNotExist()));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(mover.restic.commands()).hasSize(4);
        assertThat(mover.restic.commands().get(1))
                .contains("--no-lock", "--overwrite=never", "--dry-run", "--verbose=2");
        assertThat(mover.restic.commands().get(3)).contains("--overwrite=never").doesNotContain("--dry-run");
        assertThat(mover.data.resolve("a.txt")).hasContent("hello");
        assertThat(mover.data.resolve("elsewhere")).exists();
        assertThat(mover.data.resolve("stray")).exists();
        assertThat(outcome.logTail())
                .contains("half written by an attempt before this one, and restored anew: 1 files");
        assertThat(mover.cache.resolve("holdfast/restoring"))
                .as("another restore begins anew")
                .doesNotExist();
    }

    /** Without it a kill could leave half a file for good. */
    @Test
    void shouldNotBeginWhereItCannotWriteDownWhatTheVolumeHolds() throws IOException {
        Files.writeString(mover.cache.resolve("holdfast"), "in the way");
        mover.plan.overwrite = Overwrite.IF_NEWER;

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.calls).isEmpty();
        assertThat(outcome.failure().message()).startsWith("the cache can't take the list of what the volume holds");

        mover.plan.overwrite = Overwrite.ALWAYS;
        mover.restic.answer("restore", Answer.ok(Says.restored(9)));
        assertThat(mover.execute(plan()).result()).isEqualTo(RunResult.SUCCEEDED);
    }

    private void write(String name) {
        try {
            Files.writeString(mover.data.resolve(name), "half");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String spared(String item) {
        return "{\"message_type\":\"verbose_status\",\"action\":\"unchanged\",\"item\":\"" + item + "\",\"size\":9}\n";
    }

    private static String node(String name) {
        return "{\"name\":\"" + name + "\",\"type\":\"file\",\"path\":\"/" + name
                + "\",\"uid\":0,\"gid\":0,\"size\":9,\"permissions\":\"-rw-r--r--\",\"mtime\":\"2026-11-01T00:00:00Z\","
                + "\"message_type\":\"node\",\"struct_type\":\"node\"}\n";
    }

    @Test
    void shouldTellHowFarAnIncompleteRestoreCameAndWhatIsMissing() {
        mover.restic.answer(
                "restore",
                Answer.exit(1, "Fatal: There were 1 errors")
                        .after(Says.restored(8))
                        .saying("{\"message_type\":\"error\",\"error\":{\"message\":\"write: no such device\"},"
                                + "\"during\":\"restore\",\"item\":\"/b\"}\n"));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.RESTORE_INCOMPLETE,
                        "restore",
                        1,
                        "1 file could not be restored: /b: write: no such device"));
        assertThat(outcome.restore())
                .isEqualTo(new RestoreCounts(8, 1, 2, 400, 500).with(new RestoreLosses(1, 0, 0, 0)));
        assertThat(outcome.unreadable()).containsExactly("/b: write: no such device");
        assertThat(mover.restic.synced).isEmpty();
    }

    @Test
    void shouldCallAFullVolumeThatAndCountEachFileOnce() {
        mover.restic.answer(
                "restore",
                Answer.exit(1, "Fatal: There were 3 errors")
                        .after(Says.restored(9))
                        .saying(trouble("/a", "write /data/a: no space left on device")
                                + trouble("/a", "write /data/a: no space left on device")
                                + trouble("/b", "xattr.LSet /data/b user.x: no space left on device")));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.NO_SPACE,
                        "restore",
                        1,
                        "the volume is full: 2 files could not be restored, the first /a: write /data/a: no space left on"
                                + " device"));
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(2, 0, 0, 0));
    }

    @Test
    void shouldNameTheFilesOfADamagedPack() {
        mover.restic.answer(
                "restore",
                Answer.exit(1, "Fatal: There were 2 errors")
                        .after(Says.restored(8))
                        .saying(trouble("/a", "decrypting blob <data/1> from 2 failed: ciphertext verification failed")
                                + trouble("/a", "lchown /data/a: no such file or directory")));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.REPOSITORY_DAMAGED);
        assertThat(outcome.failure().message()).startsWith("1 file could not be restored: /a: decrypting");
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(1, 0, 0, 0));
    }

    @Test
    void shouldSayWhatTheMoverMayNotSetAndSucceed() {
        mover.restic.answer(
                "restore",
                Answer.exit(1, "Fatal: There were 3 errors")
                        .after(Says.restored(9))
                        .saying(trouble("/a", "xattr.LSet /data/a security.capability: operation not permitted")
                                + trouble("/b", "chmod /data/b: operation not permitted")
                                + trouble("/c", "mknod /data/c: operation not permitted")));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(0, 0, 2, 1));
        assertThat(outcome.explanation())
                .isEqualTo(
                        "Of 2 files some attributes were not restored: the mover may not set them, or the volume does not"
                                + " have such. 1 device nodes were not made: the mover may not.");
        assertThat(outcome.unreadable())
                .containsExactly(
                        "/c: mknod /data/c: operation not permitted",
                        "/a: xattr.LSet /data/a security.capability: operation not permitted",
                        "/b: chmod /data/b: operation not permitted");
        assertThat(mover.restic.synced).hasSize(1);
    }

    @Test
    void shouldNotCallFilesOfTheWrongOwnerRestored() {
        mover.restic.answer(
                "restore",
                Answer.exit(1, "Fatal: There were 1 errors")
                        .after(Says.restored(9))
                        .saying(trouble("/a", "lchown /data/a: operation not permitted")));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.RESTORE_INCOMPLETE);
        assertThat(outcome.failure().message())
                .startsWith("everything is restored but the owners of 1 files")
                .contains("moverSecurityContext.runAsUser");
    }

    /** An error restic counted and did not tell may be anything. */
    @Test
    void shouldNotTakeAnEndForGoodWhoseErrorsItHasNotAllHeard() {
        mover.restic
                .answer(
                        "restore",
                        Answer.exit(1, "Fatal: There were 2 errors")
                                .after(Says.restored(9))
                                .saying(trouble("/a", "chmod /data/a: operation not permitted")))
                .answer(
                        "restore",
                        Answer.exit(1, "Fatal: There were 1 errors")
                                .saying(trouble("/a", "chmod /data/a: operation not permitted")));

        assertThat(mover.execute(plan()).result()).isEqualTo(RunResult.FAILED);
        assertThat(mover.execute(plan()).result()).isEqualTo(RunResult.FAILED);
    }

    @Test
    void shouldNotCallRestoredWhatTheDiskDoesNotTake() {
        mover.restic.answer("restore", Answer.ok(Says.restored(9))).answer("restore", Answer.ok(Says.restored(9)));

        mover.restic.syncFailure = "sync: error syncing '/data': Input/output error";
        MoverOutcome broken = mover.execute(plan());
        mover.restic.syncFailure = "sync: error syncing '/data': Disk quota exceeded";
        MoverOutcome full = mover.execute(plan());

        assertThat(broken.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.RESTORE_INCOMPLETE,
                        "sync",
                        null,
                        "what was restored can't be written to the volume's disk: sync: error syncing '/data': Input/output"
                                + " error"));
        assertThat(full.failure().failureClass()).isEqualTo(FailureClass.NO_SPACE);
    }

    private static String trouble(String item, String message) {
        return "{\"message_type\":\"error\",\"error\":{\"message\":\"" + message
                + "\"},\"during\":\"restore\",\"item\":\"" + item + "\"}\n";
    }

    @Test
    void shouldNotMakeTheVolumeItIsToRestoreInto() {
        mover.plan.workspace = new Workspace(directory.resolve("nowhere"), mover.cache, null);

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands()).isEmpty();
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().message()).isEqualTo("there is no volume at " + directory.resolve("nowhere"));
    }

    private RestorePlan plan() {
        return mover.plan.restore(SNAPSHOT, List.of(), ExtraFiles.KEEP, Verification.NONE);
    }
}
