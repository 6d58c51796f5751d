package backup.holdfast.replication.retention;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.retention.ForgetFacts.ClockReading;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.ForgetVerdict.Frozen;
import backup.holdfast.replication.retention.ForgetVerdict.Proceed;
import backup.holdfast.replication.retention.ForgetVerdict.Refused;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgetGuardTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final SnapshotIdentity IDENTITY = SnapshotIdentity.of("volsync", "/data");

    @ParameterizedTest
    @CsvSource({
        // kept, removed, frozen
        "1, 10, false",
        "1, 11, true",
        "10, 11, true",
        "11, 11, false",
        "12, 11, false",
        "5, 400, true",
    })
    void shouldFreezeWhatRemovesOverTenAndOverHalf(int kept, int removed, boolean frozen) {
        RetentionPolicy policy = last(kept);

        ForgetVerdict verdict =
                ForgetGuard.judge(preview(policy, history(kept + removed)), facts(policy, Optional.of(policy)));

        assertThat(verdict)
                .isEqualTo(
                        frozen
                                ? new Frozen(
                                        IDENTITY,
                                        removed,
                                        kept + removed,
                                        "the policy --keep-last=" + kept + " would remove " + removed + " of "
                                                + (kept + removed)
                                                + " snapshots of volsync:/data: set acceptChange to a new value if that"
                                                + " is meant")
                                : new Proceed(removed));
    }

    @Test
    void shouldProceedWithConsent() {
        RetentionPolicy policy = last(1);
        ForgetFacts accepted = new ForgetFacts(policy, Optional.of(policy.toString()), Consent.GIVEN, List.of(), NOW);

        assertThat(ForgetGuard.judge(preview(policy, history(100)), accepted)).isEqualTo(new Proceed(99));
    }

    @Test
    void shouldProceedWhenThePolicyWasChangedSinceTheLastForget() {
        assertThat(ForgetGuard.judge(preview(last(1), history(100)), facts(last(1), Optional.of(last(90)))))
                .isEqualTo(new Proceed(99));
    }

    @Test
    void shouldProceedOnTheFirstForgetAfterAdoptionWhenEveryCountIsFilled() {
        assertThat(ForgetGuard.judge(preview(last(5), history(100)), facts(last(5), Optional.empty())))
                .isEqualTo(new Proceed(95));
    }

    @Test
    void shouldFreezeOnTheFirstForgetAfterAdoptionWhenThePolicyNamesMoreThanThereIs() {
        // 100 hours hold no 30 days: one of the two counts stays unfilled.
        RetentionPolicy policy = new RetainFields()
                .with(KeepRule.LAST, "2")
                .with(KeepRule.DAILY, "30")
                .policy();

        assertThat(ForgetGuard.judge(preview(policy, history(100)), facts(policy, Optional.empty())))
                .isInstanceOf(Frozen.class);
    }

    @Test
    void shouldJudgeEachHistoryByItself() {
        List<SnapshotInfo> snapshots = new ArrayList<>(history(20));
        for (int i = 0; i < 5; i++) {
            snapshots.add(Snapshots.snapshot("b" + i, "2026-11-19T0" + i + ":00:00Z", "other", List.of("/data")));
        }
        RetentionPolicy policy = last(5);

        assertThat(ForgetGuard.judge(preview(policy, snapshots), facts(policy, Optional.of(policy))))
                .isEqualTo(new Frozen(
                        IDENTITY,
                        15,
                        20,
                        "the policy --keep-last=5 would remove 15 of 20 snapshots of volsync:/data: set acceptChange to a"
                                + " new value if that is meant"));
    }

    @ParameterizedTest
    @CsvSource({"600, true", "-600, true", "601, false", "-601, false"})
    void shouldRefuseWhenTheClocksAreMoreThanTenMinutesApart(long seconds, boolean proceeds) {
        RetentionPolicy policy = last(5);
        Instant theirs = NOW.plusSeconds(seconds);
        ForgetFacts facts = new ForgetFacts(
                policy,
                Optional.of(policy.toString()),
                Consent.GIVEN,
                List.of(new ClockReading("the plan", NOW, NOW), new ClockReading("the store", theirs, NOW)),
                NOW);

        assertThat(ForgetGuard.judge(preview(policy, history(6)), facts))
                .isEqualTo(
                        proceeds
                                ? new Proceed(1)
                                : new Refused("the mover's clock shows 2026-11-20T10:00:00Z and that of the store "
                                        + theirs
                                        + ": no snapshot is removed while they differ by more than 10 minutes; correct"
                                        + " the clock"));
    }

    @Test
    void shouldRefuseWhileASnapshotIsDatedInTheFuture() {
        RetentionPolicy policy = last(1);
        List<SnapshotInfo> snapshots = new ArrayList<>(history(3));
        snapshots.add(Snapshots.snapshot("f9", "2026-11-20T10:00:01Z"));

        assertThat(ForgetGuard.judge(preview(policy, snapshots), facts(policy, Optional.of(policy))))
                .isEqualTo(new Refused(
                        "snapshot f9000000 is dated 2026-11-20T10:00:01Z, in the future: no snapshot is removed until"
                                + " that time has passed; correct the clock of its writer, and remove it if it is"
                                + " wrong"));
    }

    /** One snapshot an hour, the newest half an hour old. */
    private static List<SnapshotInfo> history(int count) {
        List<SnapshotInfo> history = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant time = NOW.minus(Duration.ofMinutes(30)).minus(Duration.ofHours(i));
            history.add(Snapshots.snapshot(String.format("a%04d", i), time.toString()));
        }
        return history;
    }

    private static RetentionPolicy last(int count) {
        return new RetainFields().with(KeepRule.LAST, Integer.toString(count)).policy();
    }

    private static RetentionPreview preview(RetentionPolicy policy, List<SnapshotInfo> snapshots) {
        return RetentionPreview.of(snapshots, policy, NOW);
    }

    private static ForgetFacts facts(RetentionPolicy policy, Optional<RetentionPolicy> last) {
        return new ForgetFacts(policy, last.map(RetentionPolicy::toString), Consent.NOT_GIVEN, List.of(), NOW);
    }
}
