package backup.holdfast.replication.lock;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.lock.LockJudgement.Decision;
import backup.holdfast.replication.lock.SeenLock.Stored;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final RunId SELF = new RunId("hf-7c1e04d2-20261120t040000");
    private static final RunId ENDED = new RunId("hf-0a1b2c3d-20261120t020000");
    private static final RunId VANISHED = new RunId("hf-0a1b2c3d-20261120t010000");
    private static final Instant END = NOW.minus(Duration.ofMinutes(1));

    private final LockPolicy policy = new LockPolicy(
            SELF, List.of(new EndedRun(ENDED, END, Proof.TERMINATED), new EndedRun(VANISHED, END, Proof.VANISHED)));

    @ParameterizedTest
    @CsvSource({
        "hf-0a1b2c3d-20261120t020000,  1, REMOVE_ENDED, 'left by run hf-0a1b2c3d-20261120t020000, which was seen to end'",
        "hf-0a1b2c3d-20261120t020000, 90, REMOVE_ENDED, 'left by run hf-0a1b2c3d-20261120t020000, which was seen to end'",
        "hf-0a1b2c3d-20261120t010000, 30, WAIT, 'left by run hf-0a1b2c3d-20261120t010000, which is gone without having been"
                + " seen to end, and last written 30 minutes ago: it goes after 30 minutes'",
        "hf-0a1b2c3d-20261120t010000, 31, REMOVE_STALE, 'left by run hf-0a1b2c3d-20261120t010000, which is gone without"
                + " having been seen to end, and not written for 31 minutes: a living restic does so every 5 minutes'",
        "hf-99999999-20261120t010000, 5, KEEP, 'of a run of Holdfast that is not known to have ended, last written 5 minutes"
                + " ago'",
        "hf-99999999-20261120t010000, 31, REMOVE_STALE, 'not written for 31 minutes: a living restic does so every 5"
                + " minutes'",
        "hf-7c1e04d2-20261120t040000, 5, KEEP, 'of this very run, last written 5 minutes ago'",
        "laptop, 5, KEEP, 'not of Holdfast, its owner may be alive, last written 5 minutes ago'",
        "laptop, -5, KEEP, 'not of Holdfast, its owner may be alive, dated in the future'",
        "laptop, 30, KEEP, 'not of Holdfast, its owner may be alive, last written 30 minutes ago'",
        "laptop, 31, REMOVE_STALE, 'not written for 31 minutes: a living restic does so every 5 minutes'"
    })
    void shouldJudgeByOwnerAndAge(String host, long minutes, Decision decision, String reason) {
        Instant written = NOW.minus(Duration.ofMinutes(minutes));

        assertThat(policy.judge(stored(host, written, written), NOW)).isEqualTo(new LockJudgement(decision, reason));
        assertThat(policy.judge(unstored(host, written), NOW)).isEqualTo(new LockJudgement(decision, reason));
    }

    @Test
    void shouldBelieveTheYoungerOfTwoClocksAboutOthers() {
        Instant old = NOW.minus(Duration.ofHours(3));
        Instant young = NOW.minus(Duration.ofMinutes(3));

        assertThat(policy.judge(stored("laptop", old, young), NOW).decision()).isEqualTo(Decision.KEEP);
        assertThat(policy.judge(stored("laptop", young, old), NOW).decision()).isEqualTo(Decision.KEEP);
        assertThat(policy.judge(stored("laptop", old, old), NOW.minus(Duration.ofDays(9)))
                        .decision())
                .as("our own clock takes no part")
                .isEqualTo(Decision.REMOVE_STALE);
    }

    @Test
    void shouldNotBelieveARecordThatTheLockBelies() {
        Instant longAfter = END.plus(Duration.ofMinutes(16));

        LockJudgement judgement = policy.judge(
                new SeenLock(
                        "aa",
                        Optional.of(new LockOwner(ENDED.value(), "root", 7, longAfter)),
                        Optional.of(new Stored(longAfter, longAfter.plusSeconds(1)))),
                NOW);

        assertThat(judgement.decision()).isEqualTo(Decision.KEEP);
        assertThat(policy.judge(unstored(ENDED.value(), longAfter), longAfter).decision())
                .as("where the storage tells no time, by the owner's word")
                .isEqualTo(Decision.KEEP);
    }

    @Test
    void shouldNeverTakeItselfForEnded() {
        LockPolicy wrong = new LockPolicy(SELF, List.of(new EndedRun(SELF, END, Proof.TERMINATED)));

        assertThat(wrong.judge(stored(SELF.value(), END, END), NOW).decision()).isEqualTo(Decision.KEEP);
    }

    @Test
    void shouldTakeTheLessSureOfTwoRecords() {
        LockPolicy two = new LockPolicy(
                SELF, List.of(new EndedRun(ENDED, END, Proof.TERMINATED), new EndedRun(ENDED, END, Proof.VANISHED)));

        assertThat(two.judge(stored(ENDED.value(), END, END), NOW).decision()).isEqualTo(Decision.WAIT);
    }

    @Test
    void shouldJudgeAnUnreadableLockByItsAgeAlone() {
        assertThat(unreadable(Optional.of(new Stored(NOW.minus(Duration.ofMinutes(31)), NOW))))
                .isEqualTo(Decision.REMOVE_STALE);
        assertThat(unreadable(Optional.of(new Stored(NOW.minus(Duration.ofMinutes(30)), NOW))))
                .isEqualTo(Decision.WAIT);
        assertThat(unreadable(Optional.empty())).isEqualTo(Decision.KEEP);
    }

    private Decision unreadable(Optional<Stored> stored) {
        return policy.judge(new SeenLock("aa", Optional.empty(), stored), NOW).decision();
    }

    private static SeenLock stored(String host, Instant refreshed, Instant written) {
        return new SeenLock(
                "aa", Optional.of(new LockOwner(host, "root", 7, refreshed)), Optional.of(new Stored(written, NOW)));
    }

    private static SeenLock unstored(String host, Instant refreshed) {
        return new SeenLock("aa", Optional.of(new LockOwner(host, "root", 7, refreshed)), Optional.empty());
    }
}
