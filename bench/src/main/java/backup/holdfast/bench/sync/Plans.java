package backup.holdfast.bench.sync;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The plans a controller would make for the site's volume. */
record Plans(Site site, String repositoryId, Clock clock) {
    private static final Subject SUBJECT = new Subject("ReplicationSource", "bench", "volume");

    /** For a repository that has been synced to before, which is asked for its id here. */
    static Plans of(Site site, Clock clock) {
        return new Plans(site, site.repositoryId(), clock);
    }

    /** A scheduled sync that keeps this many snapshots. */
    BackupPlan backup(String host, int keepLast) {
        Instant now = clock.instant();
        RetentionPolicy policy = new RetentionPolicy(Map.of(KeepRule.LAST, new KeepCount(keepLast)), Map.of());
        return new BackupPlan(
                RunId.of("bench", "", now, 1),
                SUBJECT,
                now,
                workspace(),
                repository(),
                new Identity(host, site.volume().toString()),
                EnumSet.of(Step.BACKUP, Step.FORGET),
                new BackupScope(
                        List.of(), List.of(), List.of(), null, TaggedCaches.KEEP, Unchanged.SKIP, PartialRead.FAIL),
                new Retention(policy, policy.toString(), now, Consent.NOT_GIVEN, null, null, null, null),
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }

    /** A restore into the volume. */
    RestorePlan restore(String snapshotId) {
        Instant now = clock.instant();
        return new RestorePlan(
                RunId.of("bench", "", now, 1),
                SUBJECT,
                now,
                workspace(),
                repository(),
                snapshotId,
                null,
                "bench",
                List.of(),
                ExtraFiles.KEEP,
                Overwrite.ALWAYS,
                Verification.NONE,
                null,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }

    private Workspace workspace() {
        return new Workspace(site.volume(), site.cache(), null);
    }

    private ExpectedRepository repository() {
        return new ExpectedRepository("bench", site.url(), repositoryId, null, Absence.FAIL);
    }
}
