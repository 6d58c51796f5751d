package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.SyncPlanner.RepositoryMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final String HERE = Plans.FINGERPRINT;
    private static final String ELSEWHERE = HERE.replace('5', '6');
    private static final RepositoryMemory NOTHING = new RepositoryMemory(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void shouldCreateARepositoryForASourceThatNeverHadASnapshot() {
        assertThat(expect(NOTHING, Optional.empty()))
                .isEqualTo(new ExpectedRepository(HERE, Plans.URL, null, null, Absence.CREATE));
    }

    @Test
    void shouldNotCreateOneWhereASnapshotWasSeen() {
        assertThat(expect(seen(HERE, Optional.empty()), Optional.empty()))
                .isEqualTo(new ExpectedRepository(HERE, Plans.URL, Plans.ID, null, Absence.FAIL));
    }

    @Test
    void shouldTakeANewAddressOfASourceWithHistoryForATypo() {
        assertThat(expect(seen(ELSEWHERE, Optional.empty()), Optional.empty()))
                .isEqualTo(new ExpectedRepository(HERE, Plans.URL, null, "s3:https://nas/seen", Absence.FAIL));
    }

    @Test
    void shouldCreateOneWhereAPersonSaidSoButOnlyOnce() {
        Optional<String> token = Optional.of("2026-11-20");

        assertThat(expect(seen(ELSEWHERE, Optional.empty()), token).ifAbsent()).isEqualTo(Absence.CREATE_BY_CONSENT);
        assertThat(expect(seen(ELSEWHERE, Optional.of("last year")), token).ifAbsent())
                .isEqualTo(Absence.CREATE_BY_CONSENT);
        assertThat(expect(seen(ELSEWHERE, token), token).ifAbsent()).isEqualTo(Absence.FAIL);
    }

    @Test
    void shouldRememberARepositoryThatWasOpenedButHasNoHistoryYet() {
        RepositoryMemory opened = new RepositoryMemory(
                Optional.of(HERE), Optional.of(Plans.URL), Optional.of(Plans.ID), Optional.empty(), Optional.empty());

        assertThat(expect(opened, Optional.empty()))
                .isEqualTo(new ExpectedRepository(HERE, Plans.URL, Plans.ID, null, Absence.CREATE));
    }

    @Test
    void shouldSkipAnUnchangedVolumeOnlyWhileTheNewestSnapshotIsFresh() {
        assertThat(SyncPlanner.unchanged(
                        true, Optional.of(NOW.minus(Duration.ofHours(24).minusSeconds(1))), NOW))
                .isEqualTo(Unchanged.SKIP);
        assertThat(SyncPlanner.unchanged(true, Optional.of(NOW.minus(Duration.ofHours(24))), NOW))
                .isEqualTo(Unchanged.SNAPSHOT);
        assertThat(SyncPlanner.unchanged(true, Optional.empty(), NOW)).isEqualTo(Unchanged.SNAPSHOT);
        assertThat(SyncPlanner.unchanged(false, Optional.of(NOW), NOW)).isEqualTo(Unchanged.SNAPSHOT);
    }

    @Test
    void shouldNotLetASnapshotOfAWrongClockPassForASignOfLife() {
        assertThat(SyncPlanner.unchanged(true, Optional.of(NOW.plusSeconds(5)), NOW))
                .isEqualTo(Unchanged.SKIP);
        assertThat(SyncPlanner.unchanged(true, Optional.of(NOW.plus(Duration.ofDays(365))), NOW))
                .isEqualTo(Unchanged.SNAPSHOT);
    }

    @ParameterizedTest
    @CsvSource({
        // interval, days since the last prune (- for never), days since the creation, due
        "7, 6, 30, false",
        "7, 7, 30, true",
        "7, -, 6, false",
        "7, -, 7, true",
        "0, 0, 0, true",
        "-3, 0, 0, true",
        "1, 1, 1, true",
    })
    void shouldPruneWhenTheIntervalHasPassed(int interval, String lastPruned, int created, boolean due) {
        Optional<Instant> pruned = lastPruned.equals("-")
                ? Optional.empty()
                : Optional.of(NOW.minus(Duration.ofDays(Long.parseLong(lastPruned))));

        assertThat(SyncPlanner.syncSteps(interval, pruned, NOW.minus(Duration.ofDays(created)), Conduct.EVERYDAY, NOW))
                .containsExactlyInAnyOrder(
                        due
                                ? new Step[] {Step.BACKUP, Step.FORGET, Step.PRUNE}
                                : new Step[] {Step.BACKUP, Step.FORGET});
    }

    private static RepositoryMemory seen(String fingerprint, Optional<String> handledConsent) {
        return new RepositoryMemory(
                Optional.of(fingerprint),
                Optional.of("s3:https://nas/seen"),
                Optional.of(Plans.ID),
                Optional.of(NOW.minusSeconds(86400)),
                handledConsent);
    }

    private static ExpectedRepository expect(RepositoryMemory memory, Optional<String> consent) {
        return SyncPlanner.expect(HERE, Plans.URL, memory, consent, Conduct.EVERYDAY);
    }
}
