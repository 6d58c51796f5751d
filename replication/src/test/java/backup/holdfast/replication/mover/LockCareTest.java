package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run does when a lock is in its way. */
class LockCareTest {
    private static final String RUN = "hf-0a1b2c3d-20261120t020000";
    private static final String LOCK = LockFolder.id("ee4925a1");
    private static final String UNREADABLE_CRASH =
            "panic: runtime error: slice bounds out of range [16:7]\n\ngoroutine 10"
                    + " [running]:\ngithub.com/restic/restic/internal/restic.LoadLock({0x19b9e30}, ...)\n";
    private static final String UNSEEN = "sftp:me@nas.example:/photos";

    @TempDir
    Path directory;

    private MoverFixture mover;
    private FakeRestic restic;
    private LockFolder folder;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
        restic = mover.restic;
        folder = new LockFolder(directory.resolve("repository"));
        mover.plan.url = folder.repository().toString();
        mover.plan.maintenanceOnly(Step.PRUNE);
        restic.answer("snapshots", Answer.ok("[]\n"));
    }

    @Test
    void shouldLookAtNoLockThatIsInNobodysWay() throws IOException {
        folder.lock("ee4925a1", Duration.ofHours(9));
        ended(Proof.TERMINATED);
        restic.answer("prune", pruned());

        MoverOutcome outcome = prune();

        assertThat(restic.calls).hasSize(2);
        assertThat(outcome.locks()).isEmpty();
        assertThat(folder.ids()).containsExactly(LOCK);
    }

    @Test
    void shouldRemoveTheLockOfARunThatWasSeenToEndAndGoOn() throws IOException {
        folder.lock("ee4925a1", Duration.ofSeconds(5));
        folder.lock("aa", Duration.ofSeconds(5));
        ended(Proof.TERMINATED);
        restic.answer("prune", locked()).answer("prune", pruned());

        MoverOutcome outcome = prune();

        assertThat(outcome.prune()).isNotNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(met(outcome).verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(met(outcome).reason()).isEqualTo("left by run " + RUN + ", which was seen to end");
        assertThat(folder.ids()).as("exactly that one").containsExactly(LockFolder.id("aa"));
        assertThat(restic.commands()).hasSize(3).noneMatch(command -> command.contains("--retry-lock"));
    }

    @Test
    void shouldWaitForTheLockOfARunThatVanishedUntilItIsOld() throws IOException {
        folder.lock("ee4925a1", Duration.ofMinutes(29));
        ended(Proof.VANISHED);
        restic.answer("prune", locked()).answer("prune", locked());

        MoverOutcome outcome = prune();

        assertThat(outcome.maintenanceFailure().failureClass()).isEqualTo(FailureClass.LOCKED);
        assertThat(met(outcome).verdict()).isEqualTo(LockVerdict.WAITING);
        assertThat(folder.ids()).containsExactly(LOCK);
        assertThat(restic.commands().get(2)).contains("--retry-lock=120s");
    }

    @Test
    void shouldRemoveTheOldLockOfARunThatVanished() throws IOException {
        folder.lock("ee4925a1", Duration.ofMinutes(31));
        ended(Proof.VANISHED);
        restic.answer("prune", locked()).answer("prune", pruned());

        assertThat(met(prune()).verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(folder.ids()).isEmpty();
    }

    @Test
    void shouldRespectAndNameALockThatMayBeAlive() throws IOException {
        Instant written = folder.lock("ee4925a1", Duration.ofMinutes(4));
        String theirs = Says.LOCKED.replace(RUN, "laptop");
        restic.answer("prune", Answer.exit(11, theirs)).answer("prune", Answer.exit(11, theirs));

        MoverOutcome outcome = prune();

        assertThat(met(outcome).verdict()).isEqualTo(LockVerdict.KEPT);
        assertThat(met(outcome).holder()).isEqualTo("root on laptop (PID 7) since " + written);
        assertThat(met(outcome).reason())
                .isEqualTo("not of Holdfast, its owner may be alive, last written 4 minutes ago");
        assertThat(folder.ids()).containsExactly(LOCK);
    }

    @Test
    void shouldGoOnWhenTheOtherIsDoneWhileItWaits() throws IOException {
        folder.lock("ee4925a1", Duration.ofMinutes(4));
        restic.answer("prune", locked()).answer("prune", pruned());

        MoverOutcome outcome = prune();

        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(restic.commands().get(2)).contains("--retry-lock=120s");
    }

    @Test
    void shouldNameTheOneWhoCameWhileItWaited() throws IOException {
        folder.lock("ee4925a1", Duration.ofMinutes(4));
        folder.lock("aa", Duration.ofMinutes(1));
        String another = Says.LOCKED.replace(RUN, "laptop").replace("ee4925a1", "aa");
        restic.answer("prune", locked()).answer("prune", Answer.exit(11, another));

        assertThat(prune().locks()).extracting(LockMet::host).containsExactly(RUN, "laptop");
    }

    @Test
    void shouldTryAgainAtOnceWhenTheLockHasGone() {
        restic.answer("prune", locked()).answer("prune", pruned());

        assertThat(prune().maintenanceFailure()).isNull();
        assertThat(restic.commands().get(2)).doesNotContain("--retry-lock");
    }

    @Test
    void shouldRemoveOneLockAfterAnother() throws IOException {
        folder.lock("ee4925a1", Duration.ofHours(1));
        folder.lock("aa", Duration.ofHours(1));
        restic.answer("prune", old("ee4925a1")).answer("prune", old("aa")).answer("prune", pruned());

        assertThat(prune().locks()).hasSize(2).allMatch(lock -> lock.verdict() == LockVerdict.REMOVED);
        assertThat(folder.ids()).isEmpty();
    }

    @Test
    void shouldRemoveAnUnreadableLockOnlyWhenItIsOld() throws IOException {
        folder.lock("ee4925a1", Duration.ofMinutes(31));
        folder.lock("aa", Duration.ofMinutes(2));
        Answer crash = new Answer(2, "", UNREADABLE_CRASH, backup.holdfast.restic.process.StopReason.NONE, () -> {});
        restic.answer("prune", crash)
                .answer("cat", Answer.exit(1, "ciphertext verification failed"))
                .answer("cat", Answer.exit(1, "LoadRaw(<lock/aa00000000>): invalid data returned"))
                .answer("prune", crash)
                .answer("cat", Answer.exit(1, "LoadRaw(<lock/aa00000000>): invalid data returned"));

        MoverOutcome outcome = prune();

        assertThat(outcome.locks())
                .extracting(LockMet::verdict)
                .containsExactly(LockVerdict.WAITING, LockVerdict.REMOVED);
        assertThat(outcome.maintenanceFailure().failureClass()).isEqualTo(FailureClass.LOCKED);
        assertThat(folder.ids()).containsExactly(LockFolder.id("aa"));
        assertThat(restic.hasAnswersLeft()).isFalse();
    }

    @Test
    void shouldNotTakeALockForUnreadableBecauseTheStoreIsAway() throws IOException {
        folder.lock("ee4925a1", Duration.ofHours(1));
        restic.answer(
                        "prune",
                        Answer.exit(1, "Fatal: invalid lock file: LoadRaw(<lock/ee4925a100>): invalid data returned"))
                .answer("cat", Answer.exit(1, "dial tcp 10.0.0.1:443: connection refused"));

        assertThat(prune().locks()).isEmpty();
        assertThat(folder.ids()).containsExactly(LOCK);
    }

    @Test
    void shouldMakeWayForARestoreAsWell() throws IOException {
        folder.lock("ee4925a1", Duration.ofSeconds(5));
        ended(Proof.TERMINATED);
        restic.answer("restore", locked()).answer("restore", Answer.ok(Says.restored(9)));

        MoverOutcome outcome =
                mover.execute(mover.plan.restore(Says.id(1), List.of(), ExtraFiles.KEEP, Verification.NONE));

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(met(outcome).verdict()).isEqualTo(LockVerdict.REMOVED);
    }

    // Storage that only restic can look at

    @Test
    void shouldUnlockUnderTheNameOfTheRunThatEnded() {
        mover.plan.url = UNSEEN;
        ended(Proof.TERMINATED);
        restic.answer("prune", locked())
                .answer("--uts", Answer.ok(""))
                .answer("--uts", Answer.ok("successfully removed 1 locks\n"))
                .answer("prune", pruned());

        MoverOutcome outcome = prune();

        assertThat(met(outcome).verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(restic.commands().get(3)).contains(" sh " + RUN + " /usr/bin/restic unlock");
    }

    @Test
    void shouldWaitForItsOwnLockWhereItMayNotTakeItsName() {
        mover.plan.url = UNSEEN;
        ended(Proof.TERMINATED);
        restic.answer("prune", locked())
                .answer("--uts", Answer.exit(1, "unshare failed: Operation not permitted"))
                .answer("prune", locked());

        assertThat(met(prune()).verdict()).isEqualTo(LockVerdict.WAITING);
    }

    @Test
    void shouldLeaveStaleLocksOfOthersToResticItself() {
        mover.plan.url = UNSEEN;
        restic.answer("prune", old("ee4925a1"))
                .answer("--uts", Answer.ok(""))
                .answer("--uts", Answer.ok("successfully removed 1 locks\n"))
                .answer("prune", pruned());

        assertThat(met(prune()).verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(restic.commands().get(3)).contains(" sh " + PlanBuilder.RUN + " /usr/bin/restic unlock");
    }

    @Test
    void shouldBelieveNoClockThatIsFarAheadOfTheControllers() {
        mover.plan.url = UNSEEN;
        mover.plan.plannedAt = MoverFixture.NOW.minus(Duration.ofMinutes(50));
        restic.answer("prune", old("ee4925a1")).answer("prune", old("ee4925a1"));

        assertThat(met(prune()).verdict()).isEqualTo(LockVerdict.KEPT);
        assertThat(restic.commands()).hasSize(3);
    }

    // spec.restic.unlock

    @Test
    void shouldClearWhatMayGoBeforeItStartsWhenAskedTo() throws IOException {
        folder.lock("ee4925a1", Duration.ofHours(1));
        folder.lock("aa", Duration.ofMinutes(1));
        mover.plan.locks = new LockTerms(List.of(), AtStart.REMOVE_STALE);
        restic.answer("cat", body("old-laptop", MoverFixture.NOW.minus(Duration.ofHours(1))))
                .answer("cat", body("laptop", MoverFixture.NOW.minus(Duration.ofMinutes(1))))
                .answer("prune", pruned());

        MoverOutcome outcome = prune();

        assertThat(outcome.locks()).extracting(LockMet::host).containsExactly("laptop", "old-laptop");
        assertThat(outcome.locks()).extracting(LockMet::verdict).containsExactly(LockVerdict.KEPT, LockVerdict.REMOVED);
        assertThat(folder.ids()).containsExactly(LockFolder.id("aa"));
    }

    private void ended(Proof proof) {
        // By the file system's clock, which dates the locks.
        mover.plan.locks = new LockTerms(List.of(new EndedRun(new RunId(RUN), Instant.now(), proof)), AtStart.NOTHING);
    }

    private MoverOutcome prune() {
        return mover.execute(mover.plan.backup());
    }

    private static LockMet met(MoverOutcome outcome) {
        assertThat(outcome.locks()).hasSize(1);
        return outcome.locks().get(0);
    }

    private static Answer locked() {
        return Answer.exit(11, Says.LOCKED);
    }

    private static Answer old(String id) {
        return Answer.exit(
                11,
                Says.LOCKED
                        .replace(RUN, "laptop-" + id)
                        .replace("2m0s", "45m0s")
                        .replace("ee4925a1", id));
    }

    private static Answer body(String host, Instant time) {
        return Answer.ok("{\"time\":\"" + time + "\",\"exclusive\":false,\"hostname\":\"" + host
                + "\",\"username\":\"root\",\"pid\":7}\n");
    }

    private static Answer pruned() {
        return Answer.ok("done\n");
    }
}
