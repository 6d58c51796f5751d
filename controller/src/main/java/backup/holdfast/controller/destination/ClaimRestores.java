package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Image.OfASnapshot;
import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.populate.ClaimRequest;
import backup.holdfast.controller.populate.Destinations;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.stewardship.Stewardship;
import backup.holdfast.controller.sync.RecordedStorage;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.PopulationMark;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.PopulateFrom;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticDestination;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.DestinationSight;
import backup.holdfast.replication.populate.DestinationSight.From;
import backup.holdfast.replication.populate.DestinationSight.Image;
import backup.holdfast.replication.populate.DestinationSight.Image.State;
import backup.holdfast.replication.populate.DestinationSight.OwnRestore;
import backup.holdfast.replication.populate.DestinationSight.Usable;
import backup.holdfast.replication.state.Hold;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Restores into claims that name a destination as their data source, by that destination's settings. */
public final class ClaimRestores implements Destinations, Bootstraps {
    private final KubernetesClient client;
    private final Stewardship stewardship;
    private final DestinationResolver resolver;
    private final References references;
    private final MoverBackend movers;
    private final SnapshotSupport snapshots;
    private final StatusWriter statuses;
    private final RestoreGate gate;

    public ClaimRestores(
            KubernetesClient client,
            Stewardship stewardship,
            DestinationResolver resolver,
            References references,
            MoverBackend movers,
            StatusWriter statuses,
            RestoreGate gate) {
        this.client = client;
        this.stewardship = stewardship;
        this.resolver = resolver;
        this.references = references;
        this.movers = movers;
        this.snapshots = new SnapshotSupport(client);
        this.statuses = statuses;
        this.gate = gate;
    }

    @Override
    public Optional<String> admit(ClaimRequest request) {
        return find(request)
                .map(resolver::resolve)
                .filter(ResolvedSpec.Valid.class::isInstance)
                .map(valid -> repository(request, ((ResolvedSpec.Valid<DestinationSettings>) valid).settings()))
                // Whatever is missing is said by the run.
                .filter(repository -> repository.obstacle().isEmpty())
                .flatMap(repository -> gate.admit(
                        request.owner(),
                        Instant.parse(request.claim().getMetadata().getCreationTimestamp()),
                        repository.usableSecret().location(),
                        request.primeName()));
    }

    @Override
    public void ended(ClaimRequest request, Optional<MoverOutcome> outcome) {
        gate.ended(
                request.owner(),
                find(request)
                        .map(destination -> RecordedStorage.endpoint(destination.getStatus()))
                        .orElse(""),
                outcome);
    }

    @Override
    public DestinationSight look(ClaimRequest request) {
        Optional<ReplicationDestination> found = find(request);
        if (found.isEmpty()) {
            return new DestinationSight.Missing();
        }
        ReplicationDestination destination = found.get();
        Mandate mandate = stewardship.over(destination);
        if (mandate instanceof Mandate.Foreign || mandate instanceof Mandate.HandsOff) {
            return new DestinationSight.Elsewhere();
        }
        if (mandate instanceof Mandate.AddOnly addOnly) {
            return unusable(destination, addOnly.why());
        }
        if (mandate instanceof Mandate.Halted halted) {
            return unusable(destination, halted.why());
        }
        ResolvedSpec<DestinationSettings> resolved = resolver.resolve(destination);
        if (resolved instanceof ResolvedSpec.External<DestinationSettings>) {
            return new DestinationSight.Elsewhere();
        }
        if (resolved instanceof ResolvedSpec.Invalid<DestinationSettings> invalid) {
            return unusable(destination, invalid.detail());
        }
        if (destination.getSpec().paused()) {
            return new DestinationSight.Paused();
        }
        DestinationSettings settings = ((ResolvedSpec.Valid<DestinationSettings>) resolved).settings();
        RepositoryReferences repository = repository(request, settings);
        return repository
                .obstacle()
                .<DestinationSight>map(it -> unusable(destination, it.detail()))
                .orElseGet(() -> usable(request, destination, settings, repository));
    }

    private static DestinationSight.Unusable unusable(ReplicationDestination destination, String why) {
        return new DestinationSight.Unusable(name(destination) + ": " + why);
    }

    private Usable usable(
            ClaimRequest request,
            ReplicationDestination destination,
            DestinationSettings settings,
            RepositoryReferences repository) {
        ResticDestination restic = requireNonNull(destination.getSpec().restic());
        return new Usable(
                repository.inputs(destination.getMetadata().getGeneration()),
                restic.populateFrom() == PopulateFrom.IMAGE ? From.IMAGE : From.REPOSITORY,
                image(request, destination.getStatus()),
                own(request, destination, settings),
                settings.missingWait());
    }

    private Optional<Image> image(ClaimRequest request, ReplicationStatus status) {
        TypedLocalObjectReference latest = status.latestImage();
        if (latest == null) {
            return Optional.empty();
        }
        boolean snapshot = VolumeSnapshot.GROUP.equals(latest.getApiGroup())
                && VolumeSnapshot.class.getSimpleName().equals(latest.getKind());
        State state = snapshot ? state(request, latest.getName()) : State.UNUSABLE;
        return Optional.of(new Image(
                latest.getName(),
                state,
                imageOf(status.lastRun()),
                Objects.requireNonNullElse(status.lastSyncTime(), Instant.EPOCH)));
    }

    private State state(ClaimRequest request, String name) {
        VolumeSnapshot found = client.resources(VolumeSnapshot.class)
                .inNamespace(request.namespace())
                .withName(name)
                .get();
        if (found == null || found.getMetadata().getDeletionTimestamp() != null) {
            return State.UNUSABLE;
        }
        // Its content being bound says nothing: data is missing in one that is not ready.
        return Boolean.TRUE.equals(found.getStatus().readyToUse()) ? State.READY : State.NOT_READY;
    }

    /** The image is written together with the run that made it; after one that failed it is of an earlier run, of which nothing is known. */
    private static Optional<String> imageOf(@Nullable LastRun last) {
        return last != null && last.result() == RunResult.SUCCEEDED
                ? Optional.ofNullable(last.snapshotId())
                : Optional.empty();
    }

    private OwnRestore own(ClaimRequest request, ReplicationDestination destination, DestinationSettings settings) {
        ReplicationStatus status = destination.getStatus();
        String token = destination.getSpec().trigger().manual();
        boolean asked = token != null && !token.equals(status.lastManualSync());
        boolean first = token == null && status.lastSyncTime() == null;
        boolean images = settings.image() instanceof OfASnapshot
                && snapshots.canImage(
                        request.claim(), requireNonNull(destination.getSpec().restic()));
        if (images) {
            return asked || first || status.run() != null ? OwnRestore.EXPECTED : OwnRestore.NONE;
        }
        boolean byThisClaim = settings.image() instanceof OfASnapshot || isTarget(settings, request);
        return asked && byThisClaim && status.run() == null ? OwnRestore.ANSWERED_BY_CLAIM : OwnRestore.NONE;
    }

    @Override
    public Optional<Hold> hold(ReplicationDestination destination, DestinationSettings settings) {
        ObjectMeta metadata = destination.getMetadata();
        return client.persistentVolumeClaims().inNamespace(metadata.getNamespace()).list().getItems().stream()
                .filter(ClaimRestores::isBeingPopulated)
                .flatMap(claim -> ClaimRequest.of(claim).stream())
                .filter(request -> request.destination().equals(metadata.getName()))
                .filter(request -> own(request, destination, settings) == OwnRestore.ANSWERED_BY_CLAIM)
                .findFirst()
                .map(request -> new Hold(
                        "PersistentVolumeClaim " + request.claim().getMetadata().getName(),
                        "a claim that names this as its data source is filled, which is the restore asked for by"
                                + " trigger.manual"));
    }

    /** Also when it is bound, as long as the populator has not tidied up: before that it has not told the destination. */
    private static boolean isBeingPopulated(PersistentVolumeClaim claim) {
        boolean bound =
                claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
        return !bound || PopulationMark.on(claim).isPresent();
    }

    private static boolean isTarget(DestinationSettings settings, ClaimRequest request) {
        return settings.target() instanceof Target.Existing existing
                && existing.claimName().equals(request.claim().getMetadata().getName());
    }

    @Override
    public void select(ClaimRequest request, RunId run, Instant now) {
        launch(request, plans -> plans.select(run, now));
    }

    @Override
    public void restore(ClaimRequest request, RunId run, Content.Snapshot snapshot, Instant now) {
        launch(
                request,
                plans -> plans.fill(
                        run,
                        DestinationStatuses.selected(snapshot),
                        request.owner().uid(),
                        RunRecords.endedRuns(List.of(plans.destination().getStatus())),
                        now));
    }

    private void launch(ClaimRequest request, Function<DestinationPlans, MoverPlan> plan) {
        ReplicationDestination destination = find(request)
                .orElseThrow(() -> refused("ReplicationDestination " + request.destination() + " is gone"));
        DestinationSettings settings =
                resolver.resolve(destination) instanceof ResolvedSpec.Valid<DestinationSettings> valid
                        ? valid.settings()
                        : invalid(destination);
        RepositoryReferences repository = repository(request, settings);
        repository.obstacle().ifPresent(it -> {
            throw new MoverRefusedException(it.failure(), it.detail());
        });
        RepositorySecret.Usable secret = repository.usableSecret();
        Placement plain = movers.place(request.owner(), request.primeName());
        Placement placement = repository
                .certificate()
                .map(certificate -> plain.trusting(movers.caCertificate(request.owner())))
                .orElse(plain);
        movers.start(new MoverAssignment(
                request.owner(),
                request.primeName(),
                plan.apply(new DestinationPlans(destination, settings, secret, placement)),
                secret.environment(),
                repository.certificate(),
                Optional.of(new MoverPod(
                        secret.name(), requireNonNull(destination.getSpec().restic())))));
    }

    @Override
    public void answer(ClaimRequest request, Content content, Instant now) {
        find(request).ifPresent(destination -> {
            if (destination.getStatus().run() == null) {
                statuses.write(destination, DestinationStatuses.answered(destination, content, now));
            }
        });
    }

    private RepositoryReferences repository(ClaimRequest request, DestinationSettings settings) {
        return RepositoryReferences.lookUp(
                request.namespace(), settings.secretName(), settings.customCertificate(), references);
    }

    private Optional<ReplicationDestination> find(ClaimRequest request) {
        return Optional.ofNullable(client.resources(ReplicationDestination.class)
                .inNamespace(request.namespace())
                .withName(request.destination())
                .get());
    }

    private static String name(ReplicationDestination destination) {
        return "ReplicationDestination " + destination.getMetadata().getName();
    }

    private static DestinationSettings invalid(ReplicationDestination destination) {
        throw refused(name(destination) + " was changed, and can't be used as it is now");
    }

    private static MoverRefusedException refused(String message) {
        return new MoverRefusedException(FailureClass.INVALID_SPEC, message);
    }
}
