package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Workspace;
import java.io.IOException;
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
                .containsExactly("restore --json --overwrite=always --target=" + mover.data + " -- " + SNAPSHOT);
        assertThat(outcome)
                .isEqualTo(new MoverOutcome(
                        PlanBuilder.RUN,
                        RunResult.SUCCEEDED,
                        MoverFixture.NOW,
                        MoverFixture.NOW,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new RestoreCounts(9, 1, 2, 400, 500),
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        "restored 9 of 9 files, 400 bytes\n"));
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
                .contains("--include=/2026", "--include=/a b", "--delete")
                .noneMatch(word -> word.startsWith("--exclude"));
    }

    @Test
    void shouldDoWithoutALockOnlyWhereItMayNotWriteOne() {
        mover.restic
                .answer("restore", Answer.exit(1, "unable to create lock in backend: Access Denied."))
                .answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome = mover.execute(plan());

        assertThat(mover.restic.commands())
                .containsExactly(
                        "restore --json --overwrite=always --target=" + mover.data + " -- " + SNAPSHOT,
                        "restore --json --no-lock --overwrite=always --target=" + mover.data + " -- " + SNAPSHOT);
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
                .isEqualTo(new RunFailure(FailureClass.RESTORE_INCOMPLETE, "restore", 1, "There were 1 errors"));
        assertThat(outcome.restore()).isEqualTo(new RestoreCounts(8, 1, 2, 400, 500));
        assertThat(outcome.unreadable()).containsExactly("/b: write: no such device");
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
