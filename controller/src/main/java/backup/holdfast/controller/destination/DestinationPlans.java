package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.destination.DestinationSettings.Writing;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticDestination;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.Conduct;
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
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.state.RecordedRun;
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
        return settings.conduct() == Conduct.RECOVERY ? said().inRecoveryMode() : said();
    }

    private MissingPolicy said() {
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
     * @param snapshot the pinned one
     * @param volumeId of the claim
     * @param endedRuns in the repository
     */
    RestorePlan restore(
            RecordedRun run, SelectedSnapshot snapshot, String volumeId, List<EndedRun> endedRuns, Instant now) {
        return restore(run.id(), snapshot, volumeId, settings.writing(), safety(run.cause()), endedRuns, now);
    }

    /** A schedule that keeps a volume like the repository has nothing to lose there that is worth another snapshot each time. */
    private Optional<SafetyCopy> safety(RunCause cause) {
        return switch (settings.saving()) {
            case REQUIRED -> Optional.of(safety(Impossible.STOP));
            case IF_POSSIBLE -> Optional.of(safety(Impossible.GO_ON));
            case NEVER -> Optional.empty();
            case BY_WHO_ASKS ->
                settings.target() instanceof Target.Existing && isByHand(cause)
                        ? Optional.of(safety(Impossible.STOP))
                        : Optional.empty();
        };
    }

    private SafetyCopy safety(Impossible ifImpossible) {
        return new SafetyCopy(identity(), placement.recordedPath(), ifImpossible);
    }

    private static boolean isByHand(RunCause cause) {
        return switch (cause.kind()) {
            case MANUAL, REQUEST -> true;
            case FIRST_SYNC, SCHEDULE, CONTINUOUS -> false;
        };
    }

    /** Into a volume that was made for it: whatever an attempt before this one has left there goes. */
    RestorePlan fill(RunId run, SelectedSnapshot snapshot, String volumeId, List<EndedRun> endedRuns, Instant now) {
        Writing asked = settings.writing();
        Writing exactly = new Writing(asked.include(), ExtraFiles.DELETE, Overwrite.ALWAYS, asked.verification());
        return restore(run, snapshot, volumeId, exactly, Optional.empty(), endedRuns, now);
    }

    private RestorePlan restore(
            RunId run,
            SelectedSnapshot snapshot,
            String volumeId,
            Writing writing,
            Optional<SafetyCopy> safety,
            List<EndedRun> endedRuns,
            Instant now) {
        return new RestorePlan(
                run,
                subject(),
                now,
                placement.workspace(),
                repository(),
                snapshot.id(),
                snapshot.bytes(),
                volumeId,
                writing.include(),
                writing.extraFiles(),
                writing.overwrite(),
                writing.verification(),
                safety.orElse(null),
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
