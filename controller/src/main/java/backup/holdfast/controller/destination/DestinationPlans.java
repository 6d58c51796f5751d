package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.RestorePlan;
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
                settings.limits(),
                settings.tuning(),
                LockTerms.NONE);
    }

    /**
     * Writes the snapshot.
     *
     * @param snapshotId the pinned one
     * @param endedRuns in the repository
     */
    RestorePlan restore(RunId run, String snapshotId, List<EndedRun> endedRuns, Instant now) {
        return new RestorePlan(
                run,
                subject(),
                now,
                placement.workspace(),
                repository(),
                snapshotId,
                settings.writing().include(),
                settings.writing().extraFiles(),
                settings.writing().overwrite(),
                settings.writing().verification(),
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
