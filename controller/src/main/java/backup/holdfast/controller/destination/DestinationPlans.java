package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Writing;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticDestination;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.MissingPolicy;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The plans of the two movers of a restore: made when each starts, never after. Pure.
 *
 * @param placement of the volume to restore into
 */
record DestinationPlans(
        ReplicationDestination destination,
        DestinationSettings settings,
        RepositorySecret.Usable secret,
        Placement placement) {

    SelectPlan select(RunId run, Instant now) {
        return new SelectPlan(
                run,
                subject(),
                now,
                placement.workspace(),
                repository(),
                identity(),
                settings.wanted(),
                onMissing(),
                settings.limits(),
                settings.tuning(),
                LockTerms.NONE);
    }

    private MissingPolicy onMissing() {
        return switch (settings.missing()) {
            case FAIL -> MissingPolicy.FAIL;
            case CONTINUE -> MissingPolicy.CONTINUE;
            case BY_WHAT_WAS_ASKED ->
                MissingPolicy.whenUnsaid(
                        settings.wanted(),
                        Optional.ofNullable(destination.getSpec().restic())
                                .map(ResticDestination::identity)
                                .map(named -> identity()));
        };
    }

    /**
     * Writes the snapshot.
     *
     * @param snapshotId the pinned one
     * @param endedRuns in the repository
     */
    RestorePlan restore(RunId run, String snapshotId, List<EndedRun> endedRuns, Instant now) {
        return restore(run, snapshotId, settings.writing(), endedRuns, now);
    }

    /** Into a volume that was made for it: whatever an attempt before this one has left there goes. */
    RestorePlan fill(RunId run, String snapshotId, List<EndedRun> endedRuns, Instant now) {
        Writing asked = settings.writing();
        Writing exactly = new Writing(asked.include(), ExtraFiles.DELETE, Overwrite.ALWAYS, asked.verification());
        return restore(run, snapshotId, exactly, endedRuns, now);
    }

    private RestorePlan restore(RunId run, String snapshotId, Writing writing, List<EndedRun> endedRuns, Instant now) {
        return new RestorePlan(
                run,
                subject(),
                now,
                placement.workspace(),
                repository(),
                snapshotId,
                writing.include(),
                writing.extraFiles(),
                writing.overwrite(),
                writing.verification(),
                settings.limits(),
                settings.tuning(),
                RunRecords.terms(
                        endedRuns,
                        requireNonNull(destination.getSpec().restic()),
                        destination.getStatus().restic()));
    }

    Identity identity() {
        return new Identity(settings.host(), settings.path().orElse(placement.recordedPath()));
    }

    /** Whatever is remembered, a restore creates no repository. */
    private ExpectedRepository repository() {
        String fingerprint = secret.location().fingerprint();
        Optional<RepositoryStatus> known = Optional.ofNullable(
                        destination.getStatus().restic().repository())
                .filter(seen -> fingerprint.equals(seen.fingerprint()));
        return new ExpectedRepository(
                fingerprint,
                secret.location().withoutCredentials(),
                known.map(RepositoryStatus::id).orElse(null),
                null,
                Absence.FAIL);
    }

    private Subject subject() {
        return new Subject(
                destination.getKind(),
                destination.getMetadata().getNamespace(),
                destination.getMetadata().getName());
    }
}
