package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The decisions that are made once, when a run starts, and then stand in its plan. */
public final class SyncPlanner {
    /** A source whose newest snapshot is older gets a new one even when nothing changed: the bucket alone shows it is alive. */
    private static final Duration SIGN_OF_LIFE = Duration.ofHours(24);

    private SyncPlanner() {}

    /**
     * What is remembered of a source's repository.
     *
     * @param fingerprint of the URL it was last seen at
     * @param url that URL, without credentials
     * @param firstSnapshotSeen since when it is known to hold a snapshot of this source
     * @param handledConsent the {@code createRepository} token that was acted on last
     */
    public record RepositoryMemory(
            Optional<String> fingerprint,
            Optional<String> url,
            Optional<String> id,
            Optional<Instant> firstSnapshotSeen,
            Optional<String> handledConsent) {}

    /**
     * A repository is created only where there never was one: once a source has a snapshot anywhere, a repository that is missing
     * is a typo or an incident, and a new, empty one would hide it.
     *
     * @param fingerprint of the URL in the Secret now
     * @param url without credentials
     * @param consent the {@code createRepository} token in the spec, if any
     */
    public static ExpectedRepository expect(
            String fingerprint, String url, RepositoryMemory memory, Optional<String> consent, Conduct conduct) {
        boolean known = memory.fingerprint().filter(fingerprint::equals).isPresent();
        boolean agreed = consent.isPresent() && !consent.equals(memory.handledConsent());
        boolean history = memory.firstSnapshotSeen().isPresent();
        return new ExpectedRepository(
                fingerprint,
                url,
                known ? memory.id().orElse(null) : null,
                history && !known ? memory.url().orElse(null) : null,
                absence(agreed, history, conduct));
    }

    private static Absence absence(boolean agreed, boolean history, Conduct conduct) {
        return switch (conduct) {
            case EVERYDAY -> agreed ? Absence.CREATE_BY_CONSENT : history ? Absence.FAIL : Absence.CREATE;
            case RECOVERY -> Absence.FAIL;
        };
    }

    /** @param newestSnapshot of this identity, as far as the controller knows */
    public static Unchanged unchanged(boolean skipIfUnchanged, Optional<Instant> newestSnapshot, Instant now) {
        // Either way: a snapshot dated in the future by a wrong clock shows no life for as long as that is off.
        boolean fresh = newestSnapshot
                .filter(time -> Duration.between(time, now).abs().compareTo(SIGN_OF_LIFE) < 0)
                .isPresent();
        return skipIfUnchanged && fresh ? Unchanged.SKIP : Unchanged.SNAPSHOT;
    }

    /**
     * Which steps a sync has.
     *
     * @param pruneIntervalDays zero or less prunes at every sync, as in VolSync
     * @param lastPruned absent before the first prune; then the interval counts from the creation of the source
     */
    public static Set<BackupPlan.Step> syncSteps(
            int pruneIntervalDays, Optional<Instant> lastPruned, Instant createdAt, Conduct conduct, Instant now) {
        if (conduct == Conduct.RECOVERY) {
            return EnumSet.of(BackupPlan.Step.BACKUP);
        }
        Set<BackupPlan.Step> steps = EnumSet.of(BackupPlan.Step.BACKUP, BackupPlan.Step.FORGET);
        Instant due = lastPruned.orElse(createdAt).plus(Duration.ofDays(Math.max(0, pruneIntervalDays)));
        if (!due.isAfter(now)) {
            steps.add(BackupPlan.Step.PRUNE);
        }
        return steps;
    }
}
