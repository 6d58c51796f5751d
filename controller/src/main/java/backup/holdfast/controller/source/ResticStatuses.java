package backup.holdfast.controller.source;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.crds.volsync.BackupSummary;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone.Verdict;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.state.RecordedRun;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status.restic}: what is remembered of a source's repository and its history there. Pure. */
final class ResticStatuses {
    private static final RepositoryStatus NOTHING_KNOWN = new RepositoryStatus(null, null, null, null, null);

    private ResticStatuses() {}

    static ResticStatus started(ResticStatus before, BackupPlan plan, RepositorySecret.Usable secret) {
        return before.with(draft -> {
            draft.repository = located(before.repository(), secret);
            draft.identity =
                    new Identity(plan.identity().host(), plan.identity().path());
        });
    }

    static ResticStatus ended(ResticStatus before, RecordedRun run, MoverOutcome outcome, RunTerms terms) {
        ResticStatus after = terms.consents().usedBy(run, outcome, before).with(draft -> {
            RepositorySeen seen = outcome.repository();
            if (seen != null) {
                draft.repository = seen(before.repository(), run, seen, outcome.endedAt());
                if (isElsewhere(before.repository(), seen)) {
                    // What was decided about another history says nothing about this one.
                    draft.retainApplied = null;
                    draft.lastForget = null;
                }
            }
            SnapshotBrief made = outcome.snapshot();
            if (made != null) {
                draft.latestSnapshot = snapshot(made, outcome.backup());
            }
            if (outcome.prune() != null) {
                draft.lastPruned = outcome.prune().at();
            }
            if (outcome.retentionPreview() != null) {
                draft.retentionPreview = RetentionPreviews.status(outcome.retentionPreview(), outcome.endedAt());
            }
            ForgetDone forget = outcome.forget();
            if (forget != null) {
                // What was frozen from the start was not even counted.
                if (forget.frozen() == null || forget.kept() > 0) {
                    draft.snapshotCount = forget.kept();
                }
                draft.retentionFrozen = frozen(before.retentionFrozen(), forget, outcome.endedAt());
                if (forget.verdict() == Verdict.RESTIC) {
                    draft.lastForget = outcome.endedAt();
                }
                if (forget.frozen() == null) {
                    terms.policy().ifPresent(applied -> draft.retainApplied = applied.toString());
                }
            }
        });
        SnapshotBrief made = outcome.snapshot();
        return made == null || made.files() == null || made.bytes() == null
                ? after
                : after.withSummary(new BackupSummary(made.time(), made.files(), made.bytes()));
    }

    private static RepositoryStatus located(@Nullable RepositoryStatus before, RepositorySecret.Usable secret) {
        String fingerprint = secret.location().fingerprint();
        String url = secret.location().withoutCredentials();
        if (before == null) {
            return new RepositoryStatus(fingerprint, null, url, null, null);
        }
        // Where history was seen is remembered until history is seen elsewhere: it is what tells a typo from a new
        // start.
        return fingerprint.equals(before.fingerprint()) || before.firstSnapshotSeen() != null
                ? before
                : new RepositoryStatus(fingerprint, null, url, null, null);
    }

    private static boolean isElsewhere(@Nullable RepositoryStatus before, RepositorySeen seen) {
        return before != null && !seen.fingerprint().equals(before.fingerprint());
    }

    /** A repository that could be opened for a backup holds history of this source from then on. */
    private static RepositoryStatus seen(
            @Nullable RepositoryStatus before, RecordedRun run, RepositorySeen seen, Instant now) {
        RepositoryStatus same = before == null || isElsewhere(before, seen) ? NOTHING_KNOWN : before;
        return new RepositoryStatus(
                seen.fingerprint(),
                seen.id() == null ? same.id() : seen.id(),
                seen.url(),
                same.firstSnapshotSeen() == null ? now : same.firstSnapshotSeen(),
                seen.origin() == Origin.CREATED ? run.id().value() : same.createdBy());
    }

    private static SnapshotStatus snapshot(SnapshotBrief made, @Nullable BackupCounts counts) {
        return new SnapshotStatus(
                made.id(),
                made.time(),
                made.host(),
                List.of(made.path()),
                made.files(),
                made.bytes(),
                counts == null ? null : counts.bytesAdded(),
                null);
    }

    private static @Nullable RetentionFrozen frozen(@Nullable RetentionFrozen before, ForgetDone forget, Instant now) {
        if (forget.frozen() == null) {
            return null;
        }
        Instant since = before == null || before.since() == null ? now : before.since();
        return new RetentionFrozen(forget.frozen(), since, forget.wouldRemove(), forget.kept());
    }
}
