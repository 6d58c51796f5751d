package backup.holdfast.controller.source;

import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.state.RecordedRun;
import org.jspecify.annotations.Nullable;

/**
 * The consent tokens of a spec. Each is acted on by one run and counts as used from that run's end; a run that never came to act on it
 * leaves it for the next. After a run nobody knows the outcome of it counts as used.
 */
record Consents(
        @Nullable String createRepository,
        @Nullable String acceptChange,
        @Nullable String unlock) {
    static final Consents NONE = new Consents(null, null, null);

    ResticStatus usedBy(RecordedRun run, MoverOutcome outcome, ResticStatus before) {
        ResticStatus created = outcome.repository() == null ? before : repositoryCreated(before);
        ResticStatus unlocked = unlock != null && !unlock.isEmpty() && RunRecords.hasUnlocked(outcome)
                ? created.with(draft -> draft.lastUnlocked = unlock)
                : created;
        return hasMaintained(outcome) ? unlocked.with(draft -> accept(run, before, draft)) : unlocked;
    }

    ResticStatus usedByUnknown(RecordedRun run, ResticStatus before) {
        return repositoryCreated(before).with(draft -> accept(run, before, draft));
    }

    private ResticStatus repositoryCreated(ResticStatus before) {
        return createRepository == null
                ? before
                : before.with(draft -> draft.handledCreateRepository = createRepository);
    }

    private void accept(RecordedRun run, ResticStatus before, ResticStatus.Draft draft) {
        if (acceptChange != null && !acceptChange.equals(before.acceptedChange())) {
            draft.acceptedChange = acceptChange;
            draft.acceptedAt = run.startedAt();
        }
    }

    /** Forget and prune had their chance, and nothing stood in their way that consent does not move. */
    private static boolean hasMaintained(MoverOutcome outcome) {
        ForgetDone forget = outcome.forget();
        boolean reached = outcome.repository() != null || forget != null || outcome.prune() != null;
        return reached
                && outcome.failure() == null
                && outcome.maintenanceFailure() == null
                && outcome.retentionPreview() == null
                && (forget == null || forget.frozen() == null);
    }
}
