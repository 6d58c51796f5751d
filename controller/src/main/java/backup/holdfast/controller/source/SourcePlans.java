package backup.holdfast.controller.source;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.source.SourceSettings.SkipUnchanged;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.SyncPlanner;
import backup.holdfast.replication.plan.SyncPlanner.RepositoryMemory;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The plan of one run of a source: made when it starts, never after. Pure. */
final class SourcePlans {
    private SourcePlans() {}

    static BackupPlan plan(
            ReplicationSource source,
            SourceSettings settings,
            RepositorySecret.Usable secret,
            Placement placement,
            Optional<Instant> restoredEmptyAt,
            Optional<String> frozenBecause,
            List<EndedRun> endedRuns,
            RecordedRun run,
            Instant now) {
        ResticStatus memory = source.getStatus().restic();
        ResticSource restic = Objects.requireNonNull(source.getSpec().restic());
        return new BackupPlan(
                run.id(),
                new Subject(
                        source.getKind(),
                        source.getMetadata().getNamespace(),
                        source.getMetadata().getName()),
                now,
                placement.workspace(),
                SyncPlanner.expect(
                        secret.location().fingerprint(),
                        secret.location().withoutCredentials(),
                        memory(memory),
                        Optional.ofNullable(restic.createRepository()),
                        settings.conduct()),
                new Identity(settings.host(), placement.recordedPath()),
                steps(source, settings, run, now),
                scope(settings, memory, now),
                retention(settings, restic, memory, restoredEmptyAt, frozenBecause, RetentionPreviews.asked(source)),
                settings.limits(),
                settings.tuning(),
                RunRecords.terms(endedRuns, restic, memory));
    }

    static Set<Step> steps(ReplicationSource source, SourceSettings settings, RecordedRun run, Instant now) {
        Set<Step> steps = SyncPlanner.syncSteps(
                settings.pruneIntervalDays(),
                Optional.ofNullable(source.getStatus().restic().lastPruned()),
                Instant.parse(source.getMetadata().getCreationTimestamp()),
                settings.conduct(),
                now);
        if (run.purpose() == Purpose.SYNC) {
            return steps;
        }
        Set<Step> maintenance = EnumSet.copyOf(steps);
        maintenance.remove(Step.BACKUP);
        return maintenance;
    }

    private static RepositoryMemory memory(ResticStatus status) {
        Optional<RepositoryStatus> repository = Optional.ofNullable(status.repository());
        return new RepositoryMemory(
                repository.map(RepositoryStatus::fingerprint),
                repository.map(RepositoryStatus::url),
                repository.map(RepositoryStatus::id),
                repository.map(RepositoryStatus::firstSnapshotSeen),
                Optional.ofNullable(status.handledCreateRepository()));
    }

    private static BackupScope scope(SourceSettings settings, ResticStatus memory, Instant now) {
        SourceSettings.Excludes excludes = settings.excludes();
        Optional<Instant> newest = Optional.ofNullable(memory.latestSnapshot()).map(SnapshotStatus::time);
        return new BackupScope(
                excludes.patterns(),
                excludes.caseInsensitivePatterns(),
                excludes.ifPresent(),
                excludes.largerThan().orElse(null),
                excludes.caches(),
                SyncPlanner.unchanged(settings.skipUnchanged() == SkipUnchanged.WHEN_FRESH, newest, now),
                settings.partialRead());
    }

    private static Retention retention(
            SourceSettings settings,
            ResticSource restic,
            ResticStatus memory,
            Optional<Instant> restoredEmptyAt,
            Optional<String> frozenBecause,
            Optional<String> previewRequest) {
        RetentionPolicy policy = settings.retain() instanceof Retain.ByPolicy by ? by.policy() : null;
        boolean consent =
                restic.acceptChange() != null && !restic.acceptChange().equals(memory.acceptedChange());
        return new Retention(
                policy,
                memory.retainApplied(),
                memory.lastForget(),
                consent ? Consent.GIVEN : Consent.NOT_GIVEN,
                memory.acceptedAt(),
                restoredEmptyAt.orElse(null),
                frozenBecause.orElse(null),
                previewRequest.orElse(null));
    }
}
