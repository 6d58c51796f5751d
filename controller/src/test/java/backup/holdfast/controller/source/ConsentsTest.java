package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import org.junit.jupiter.api.Test;

class ConsentsTest {
    private static final Consents CONSENTS = new Consents("create-2", "accept-2", "unlock-2");
    private static final ResticStatus BEFORE = ResticStatus.EMPTY.with(draft -> {
        draft.handledCreateRepository = "create-1";
        draft.acceptedChange = "accept-1";
    });
    private static final ResticStatus UNLOCKED = BEFORE.with(draft -> draft.lastUnlocked = "unlock-2");
    private static final ResticStatus BOTH_USED = BEFORE.with(draft -> {
        draft.handledCreateRepository = "create-2";
        draft.acceptedChange = "accept-2";
        draft.acceptedAt = SampleRuns.STARTED;
    });
    private static final ResticStatus ALL_USED = BOTH_USED.with(draft -> draft.lastUnlocked = "unlock-2");

    @Test
    void shouldBeUsedByARunThatDidAllItWasFor() {
        assertThat(usedBy(SampleRuns.succeeded())).isEqualTo(ALL_USED);
    }

    @Test
    void shouldBeLeftToTheNextRunByOneThatNeverReachedTheRepository() {
        assertThat(usedBy(SampleRuns.failed(FailureClass.UNREACHABLE))).isEqualTo(BEFORE);
        assertThat(usedBy(new SampleRuns.Outcome(RunResult.EMPTY).get()))
                .as("of an empty volume only the unlocking")
                .isEqualTo(UNLOCKED);
    }

    @Test
    void shouldNotCallItUnlockedWhileALockHadToStay() {
        MoverOutcome kept = new SampleRuns.Outcome(RunResult.EMPTY)
                .lock(SampleRuns.lock(LockVerdict.KEPT))
                .get();
        MoverOutcome removed = new SampleRuns.Outcome(RunResult.EMPTY)
                .lock(SampleRuns.lock(LockVerdict.REMOVED))
                .get();

        assertThat(usedBy(kept)).isEqualTo(BEFORE);
        assertThat(usedBy(removed)).isEqualTo(UNLOCKED);
    }

    @Test
    void shouldNotTakeAChangeForAcceptedThatForgetNeverSaw() {
        MoverOutcome locked = new SampleRuns.Outcome(RunResult.SUCCEEDED)
                .snapshot()
                .repository(SampleRuns.repository("here", Origin.FOUND))
                .maintenanceFailure(FailureClass.LOCKED)
                .get();

        assertThat(usedBy(locked)).isEqualTo(UNLOCKED.with(draft -> draft.handledCreateRepository = "create-2"));
    }

    @Test
    void shouldNotTakeAChangeForAcceptedThatWasOnlyPreviewed() {
        MoverOutcome previewed = new SampleRuns.Outcome(RunResult.SUCCEEDED)
                .snapshot()
                .repository(SampleRuns.repository("here", Origin.FOUND))
                .previewed("token")
                .get();

        assertThat(usedBy(previewed)).isEqualTo(UNLOCKED.with(draft -> draft.handledCreateRepository = "create-2"));
    }

    @Test
    void shouldCountAsUsedWhereNobodyKnowsWhatTheRunDid() {
        assertThat(CONSENTS.usedByUnknown(SampleRuns.scheduled(), BEFORE)).isEqualTo(BOTH_USED);
    }

    @Test
    void shouldNotBeAcceptedAnewByEveryRun() {
        ResticStatus used = CONSENTS.usedByUnknown(SampleRuns.scheduled(), BEFORE);
        ResticStatus later = used.with(draft -> {
            draft.acceptedAt = SampleRuns.SLOT;
            draft.lastUnlocked = "unlock-2";
        });

        assertThat(CONSENTS.usedBy(SampleRuns.scheduled(), SampleRuns.succeeded(), later))
                .isEqualTo(later);
    }

    @Test
    void shouldRememberWhatWasUsedWhenTheTokenIsRemoved() {
        assertThat(Consents.NONE.usedBy(SampleRuns.scheduled(), SampleRuns.succeeded(), BOTH_USED))
                .isEqualTo(BOTH_USED);
    }

    private static ResticStatus usedBy(MoverOutcome outcome) {
        return CONSENTS.usedBy(SampleRuns.scheduled(), outcome, BEFORE);
    }
}
