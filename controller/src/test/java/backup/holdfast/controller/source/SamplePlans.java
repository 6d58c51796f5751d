package backup.holdfast.controller.source;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans as {@link SourcePlans} makes them. */
final class SamplePlans {
    static final RepositorySecret.Usable SECRET = new RepositorySecret.Usable(
            "photos-restic",
            "42",
            RepositoryLocation.parse("s3:https://minio/bucket/photos"),
            Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", "secret-word"));

    static final Placement PLACEMENT =
            new Placement(new Workspace(Path.of("/data"), Path.of("/cache"), null), "/data", Optional.empty());

    private SamplePlans() {}

    /** The plan of a run of a scheduled source with this status, made when the run starts. */
    static BackupPlan of(ReplicationStatus status, RecordedRun run) {
        ReplicationSource source = SampleSources.scheduled("0 4 * * *");
        source.setStatus(status);
        return of(source, run, run.startedAt());
    }

    static BackupPlan of(ReplicationSource source, RecordedRun run, Instant now) {
        return SourcePlans.plan(
                source, settings(source), SECRET, PLACEMENT, Optional.empty(), Optional.empty(), List.of(), run, now);
    }

    static SourceSettings settings(ReplicationSource source) {
        return ((ResolvedSpec.Valid<SourceSettings>)
                        new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY).resolve(source))
                .settings();
    }
}
