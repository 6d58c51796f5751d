package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.s3.ScriptedAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a lock behind a REST server that dates its files, one that does not, and one that only restic understands. */
@Timeout(60)
class RestLockCareIT {
    private static final String RUN = "hf-0a1b2c3d-20261120t020000";
    private static final String LOCK = LockFolder.id("ee4925a1");
    private static final ScriptedAnswer UNDATED = new ScriptedAnswer(200, Map.of(), "");

    @TempDir
    Path directory;

    private ScriptedAnswer list = new ScriptedAnswer(200, Map.of(), "[{\"name\":\"" + LOCK + "\",\"size\":150}]");
    private ScriptedAnswer head = UNDATED;
    private ScriptedS3 server;
    private MoverFixture mover;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedS3.start(asked -> switch (asked.request().method()) {
            case "GET" -> list;
            case "HEAD" -> head;
            default -> new ScriptedAnswer(200, Map.of(), "");
        });
        mover = new MoverFixture(directory);
        mover.plan.url = "rest:" + server.endpoint() + "/photos/";
        mover.plan.maintenanceOnly(Step.PRUNE);
        mover.restic.answer("snapshots", Answer.ok("[]\n"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldRemoveTheUndatedLockOfARunThatWasSeenToEnd() {
        ended(Proof.TERMINATED);
        mover.restic.answer("prune", locked(RUN, 2)).answer("prune", Answer.ok("done\n"));

        assertThat(met().verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(deletions()).containsExactly("/photos/locks/" + LOCK);
    }

    @Test
    void shouldWaitForTheUndatedLockOfARunThatVanished() {
        ended(Proof.VANISHED);
        mover.restic.answer("prune", locked(RUN, 2)).answer("prune", locked(RUN, 2));

        assertThat(met().verdict()).isEqualTo(LockVerdict.WAITING);
        assertThat(deletions()).isEmpty();
    }

    @Test
    void shouldJudgeUndatedLocksByTheOwnersWordAndTheMoversClock() {
        mover.restic.answer("prune", locked("laptop", 45)).answer("prune", Answer.ok("done\n"));

        assertThat(met().verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(deletions()).hasSize(1);
    }

    @Test
    void shouldBelieveNoClockThatIsFarAheadOfTheControllersOfAnUndatedLock() {
        mover.plan.plannedAt = MoverFixture.NOW.minus(Duration.ofMinutes(12));
        mover.restic.answer("prune", locked("laptop", 45)).answer("prune", locked("laptop", 45));

        assertThat(met().verdict()).isEqualTo(LockVerdict.KEPT);
        assertThat(deletions()).isEmpty();
    }

    @Test
    void shouldGoByTheDatesOfTheServerWhereItTells() {
        head = modified(Duration.ofMinutes(3));
        mover.restic.answer("prune", locked("laptop", 45)).answer("prune", locked("laptop", 45));

        assertThat(met().verdict()).isEqualTo(LockVerdict.KEPT);
        assertThat(deletions()).isEmpty();
    }

    @Test
    void shouldRemoveTheLockOfAVanishedRunThatIsOldByTheServer() {
        head = modified(Duration.ofMinutes(31));
        ended(Proof.VANISHED);
        mover.restic.answer("prune", locked(RUN, 2)).answer("prune", Answer.ok("done\n"));

        assertThat(met().verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(deletions()).hasSize(1);
    }

    @Test
    void shouldLeaveToResticWhatOnlyResticUnderstands() {
        list = ScriptedAnswer.html(200, "<html>Hello</html>");
        ended(Proof.TERMINATED);
        mover.restic
                .answer("prune", locked(RUN, 2))
                .answer("--uts", Answer.ok(""))
                .answer("--uts", Answer.ok("successfully removed 1 locks\n"))
                .answer("prune", Answer.ok("done\n"));

        assertThat(met().verdict()).isEqualTo(LockVerdict.REMOVED);
        assertThat(deletions()).isEmpty();
        assertThat(mover.restic.commands().get(3)).contains(" sh " + RUN + " /usr/bin/restic unlock");
    }

    private void ended(Proof proof) {
        mover.plan.locks =
                new LockTerms(List.of(new EndedRun(new RunId(RUN), MoverFixture.NOW, proof)), AtStart.NOTHING);
    }

    private LockMet met() {
        List<LockMet> met = mover.execute(mover.plan.backup()).locks();
        assertThat(met).hasSize(1);
        return met.get(0);
    }

    private List<String> deletions() {
        return server.requests().stream()
                .map(ScriptedS3.ScriptedRequest::request)
                .filter(it -> it.method().equals("DELETE"))
                .map(S3Request::target)
                .toList();
    }

    private static Answer locked(String host, int minutes) {
        return Answer.exit(11, Says.LOCKED.replace(RUN, host).replace("2m0s", minutes + "m0s"));
    }

    private static ScriptedAnswer modified(Duration ago) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().minus(ago).atOffset(ZoneOffset.UTC));
        return new ScriptedAnswer(200, Map.of("Last-Modified", date), "");
    }
}
