package backup.holdfast.replication.mover;

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
import backup.holdfast.replication.plan.MissingPolicy;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans by what is special about them; all else is as for a source of a home lab. */
final class PlanBuilder {
    static final RunId RUN = new RunId("hf-7c1e04d2-20261120t040000");
    static final String FINGERPRINT = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
    static final String URL = "/repo";
    static final String VOLUME = "0d7e2f2c";

    Instant plannedAt = Instant.parse("2026-11-20T04:00:00Z");
    Workspace workspace;
    Identity identity = Identity.VOLSYNC;
    Absence ifAbsent = Absence.FAIL;

    /** Known from earlier runs. */
    @Nullable
    String repositoryId = Says.REPOSITORY;

    String url = URL;

    @Nullable
    String knownUrl;

    Set<Step> steps = EnumSet.of(Step.BACKUP, Step.FORGET);
    PartialRead partialRead = PartialRead.FAIL;
    Unchanged unchanged = Unchanged.SKIP;
    List<String> excludes = List.of();

    @Nullable
    RetentionPolicy policy;

    @Nullable
    String lastPolicy;

    /** An hour ago: restic's daily turn is what a test has to ask for. */
    @Nullable
    Instant lastForget = plannedAt.minus(Duration.ofHours(1));

    Consent consent = Consent.NOT_GIVEN;

    @Nullable
    Instant restoredEmptyAt;

    @Nullable
    String frozenBecause;

    @Nullable
    String previewRequest;

    /** What the spec says of a restore that finds nothing; nothing, unless a test has it say something. */
    @Nullable
    MissingPolicy onMissing;

    @Nullable
    Long snapshotBytes;

    @Nullable
    SafetyCopy safety;

    Overwrite overwrite = Overwrite.ALWAYS;
    RunId runId = RUN;
    Limits limits = Limits.DEFAULT;
    Tuning tuning = Tuning.RESTIC_DEFAULTS;
    LockTerms locks = LockTerms.NONE;

    PlanBuilder(Path data, Path cache) {
        this.workspace = new Workspace(data, cache, null);
    }

    /** As for a source that has never run: there is no repository yet. */
    PlanBuilder firstRun() {
        ifAbsent = Absence.CREATE;
        repositoryId = null;
        return this;
    }

    PlanBuilder keepLast(int count) {
        policy = new RetentionPolicy(Map.of(KeepRule.LAST, new KeepCount(count)), Map.of());
        return this;
    }

    PlanBuilder alsoPrune() {
        steps = EnumSet.allOf(Step.class);
        return this;
    }

    PlanBuilder maintenanceOnly(Step... due) {
        steps = EnumSet.of(due[0], due);
        return this;
    }

    PlanBuilder deadline(Duration deadline) {
        limits = new Limits(deadline, limits.noProgress());
        return this;
    }

    BackupPlan backup() {
        return backup(RUN);
    }

    BackupPlan backup(RunId run) {
        return new BackupPlan(
                run,
                new Subject("ReplicationSource", "media", "photos"),
                plannedAt,
                workspace,
                repository(ifAbsent),
                identity,
                steps,
                new BackupScope(excludes, List.of(), List.of(), null, TaggedCaches.KEEP, unchanged, partialRead),
                new Retention(
                        policy, lastPolicy, lastForget, consent, null, restoredEmptyAt, frozenBecause, previewRequest),
                limits,
                tuning,
                locks);
    }

    SelectPlan select(WantedSnapshot wanted) {
        return new SelectPlan(
                RUN,
                new Subject("ReplicationDestination", "media", "photos"),
                plannedAt,
                workspace,
                repository(Absence.FAIL),
                identity,
                wanted,
                onMissing == null ? MissingPolicy.whenUnsaid(wanted, Optional.empty()) : onMissing,
                limits,
                tuning,
                locks);
    }

    RestorePlan restore(String snapshotId, List<String> include, ExtraFiles extra, Verification verification) {
        return restore(runId, snapshotId, include, extra, verification);
    }

    RestorePlan restore(
            RunId run, String snapshotId, List<String> include, ExtraFiles extra, Verification verification) {
        return new RestorePlan(
                run,
                new Subject("ReplicationDestination", "media", "photos"),
                plannedAt,
                workspace,
                repository(Absence.FAIL),
                snapshotId,
                snapshotBytes,
                VOLUME,
                include,
                extra,
                overwrite,
                verification,
                safety,
                limits,
                tuning,
                locks);
    }

    private ExpectedRepository repository(Absence absence) {
        return new ExpectedRepository(FINGERPRINT, url, repositoryId, knownUrl, absence);
    }
}
