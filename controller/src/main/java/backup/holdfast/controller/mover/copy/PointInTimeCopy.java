package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.copy.CopyStep.Await;
import backup.holdfast.controller.mover.copy.CopyStep.MakeClaim;
import backup.holdfast.controller.mover.copy.CopyStep.Refuse;
import backup.holdfast.controller.mover.copy.CopyStep.Remove;
import backup.holdfast.controller.mover.copy.CopyStep.TakeSnapshot;
import backup.holdfast.controller.mover.copy.CopyStep.Use;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.snapshot.VolumeSnapshotSpec;
import backup.holdfast.crds.snapshot.VolumeSnapshotStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what is there to the next step towards a run's copy. Each step makes one object if it is not there, or removes one of an
 * earlier run, so that it may be cut off after any of them. Pure.
 *
 * @param trigger the user's token the copy is made for, if the user decides when
 */
record PointInTimeCopy(CopyRequest request, Optional<String> trigger, Instant now) {
    /** VolSync speaks then of a snapshot that is not bound; most are ready by then. */
    private static final Duration BOUND_WITHIN = Duration.ofSeconds(30);

    /** Some drivers upload what they have cut: sooner, nothing is wrong. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    /** How long an error may stand: the snapshotter tries again all the time, and some go away. */
    private static final Duration MENDED_WITHIN = Duration.ofMinutes(10);

    /** Uploads of the first snapshot of a large volume take hours. */
    private static final Duration HOPED_FOR = Duration.ofHours(24);

    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);

    /** By these codes a CSI driver says that it is still at work: what was asked goes on, and is asked again. */
    private static final Pattern STILL_AT_WORK = Pattern.compile("code = (DeadlineExceeded|Aborted|Unavailable)\\b");

    CopyStep next(CopySight sight) {
        return place(sight.claims(), Use::new, name -> make(name, sight));
    }

    private CopyStep make(String name, CopySight sight) {
        return switch (request.method()) {
            case CLONE -> obstacle().orElseGet(() -> new MakeClaim(claim(name, origin(request.source()), null)));
            case SNAPSHOT ->
                place(
                        sight.snapshots(),
                        snapshot -> fromSnapshot(name, snapshot),
                        free -> obstacle().orElseGet(() -> new TakeSnapshot(snapshot(free))));
        };
    }

    /** Why the volume can't be copied now. */
    private Optional<CopyStep> obstacle() {
        String name = "PersistentVolumeClaim " + request.source().getMetadata().getName();
        String phase = request.source().getStatus() == null
                ? null
                : request.source().getStatus().getPhase();
        if ("Lost".equals(phase)) {
            return Optional.of(new Refuse(FailureClass.SOURCE_MISSING, name + " has lost its volume"));
        }
        return "Bound".equals(phase)
                ? Optional.empty()
                : Optional.of(Await.because(Cause.SOURCE_UNBOUND, name + " is not bound to a volume"));
    }

    /**
     * Finds the object of this run among those of the names it could have.
     *
     * @param found what to do with it
     * @param free what to do under a name that is free
     */
    private <T extends HasMetadata> CopyStep place(
            List<T> there, Function<T, CopyStep> found, Function<String, CopyStep> free) {
        for (T object : there) {
            if (CopyMarks.isOf(request.owner(), request.run(), object)) {
                return CopyMarks.isTerminating(object) ? leaving(object) : found.apply(object);
            }
        }
        String usual = request.names().usual();
        Optional<T> namesake = named(there, usual);
        if (namesake.isEmpty()) {
            return free.apply(usual);
        }
        if (CopyMarks.isTerminating(namesake.get())) {
            return leaving(namesake.get());
        }
        if (CopyMarks.isOf(request.owner(), namesake.get()) && !isKept(namesake.get())) {
            return new Remove(namesake.get());
        }
        String other = request.names().ofRun();
        return named(there, other).<CopyStep>map(this::leaving).orElseGet(() -> free.apply(other));
    }

    private static <T extends HasMetadata> Optional<T> named(List<T> there, String name) {
        return there.stream()
                .filter(object -> name.equals(object.getMetadata().getName()))
                .findFirst();
    }

    /** Of claims nobody says so. */
    private static boolean isKept(HasMetadata object) {
        return object instanceof VolumeSnapshot && CopyMarks.isToBeKept(object);
    }

    private Await leaving(HasMetadata object) {
        String deleted = object.getMetadata().getDeletionTimestamp();
        boolean soon = deleted != null && now.isBefore(Instant.parse(deleted).plus(GONE_WITHIN));
        return soon
                ? Await.quietly()
                : Await.because(
                        Cause.NAME_TAKEN,
                        object.getKind() + " " + object.getMetadata().getName() + " is in the way"
                                + (deleted == null ? "" : ": it is being removed since " + deleted));
    }

    private CopyStep fromSnapshot(String name, VolumeSnapshot snapshot) {
        VolumeSnapshotStatus status = snapshot.getStatus();
        if (status.isReady()) {
            return new MakeClaim(claim(name, origin(snapshot), snapshot));
        }
        Instant taken = Instant.parse(snapshot.getMetadata().getCreationTimestamp());
        String about = "VolumeSnapshot " + snapshot.getMetadata().getName();
        Optional<String> problem = status.problem();
        boolean stands =
                problem.filter(words -> !STILL_AT_WORK.matcher(words).find()).isPresent();
        if (isOver(taken, stands ? MENDED_WITHIN : HOPED_FOR)) {
            return new Refuse(
                    FailureClass.SNAPSHOT_FAILED,
                    about + " is not ready to use since " + taken
                            + problem.map(words -> ": " + words).orElse(""));
        }
        if (stands) {
            return isOver(taken, BOUND_WITHIN)
                    ? Await.because(Cause.SNAPSHOT_FAILING, about + ": " + problem.get())
                    : Await.quietly();
        }
        boolean bound = status.boundVolumeSnapshotContentName() != null;
        return isOver(taken, bound ? READY_WITHIN : BOUND_WITHIN)
                ? Await.because(
                        Cause.SNAPSHOT_PENDING,
                        about + " of " + taken + (bound ? " is not ready to use" : " is not bound to a content")
                                + problem.map(words -> ": " + words).orElse(""))
                : Await.quietly();
    }

    private boolean isOver(Instant since, Duration within) {
        return now.isAfter(since.plus(within));
    }

    private VolumeSnapshot snapshot(String name) {
        VolumeSnapshot snapshot = new VolumeSnapshot();
        snapshot.setMetadata(metadata(name, trigger));
        snapshot.setSpec(
                VolumeSnapshotSpec.ofClaim(request.source().getMetadata().getName(), snapshotClass()));
        return snapshot;
    }

    /** An empty one is a value that was lost on its way here, and no snapshotter takes it. */
    private @Nullable String snapshotClass() {
        String written = request.options().volumeSnapshotClassName();
        return written == null || written.isEmpty() ? null : written;
    }

    private PersistentVolumeClaim claim(
            String name, TypedLocalObjectReference origin, @Nullable VolumeSnapshot snapshot) {
        CopyVolume volume = new CopyVolume(request.options(), request.source(), snapshot);
        return new PersistentVolumeClaimBuilder()
                .withMetadata(metadata(name, snapshot == null ? trigger : Optional.empty()))
                .withNewSpec()
                .withAccessModes(volume.accessModes())
                .withStorageClassName(volume.storageClass())
                .withVolumeMode(request.source().getSpec().getVolumeMode())
                .withNewResources()
                .withRequests(Map.of("storage", volume.size()))
                .endResources()
                .withDataSource(origin)
                .endSpec()
                .build();
    }

    private ObjectMeta metadata(String name, Optional<String> cutFor) {
        return request.owner()
                .metadata(name)
                .withLabels(CopyMarks.labels(request.owner(), request.run()))
                .withAnnotations(cutFor.map(token -> Map.of(VolSyncKeys.COPY_TRIGGER, token))
                        .orElse(null))
                .build();
    }

    private static TypedLocalObjectReference origin(PersistentVolumeClaim source) {
        return new TypedLocalObjectReferenceBuilder()
                .withKind("PersistentVolumeClaim")
                .withName(source.getMetadata().getName())
                .build();
    }

    private static TypedLocalObjectReference origin(VolumeSnapshot snapshot) {
        return new TypedLocalObjectReferenceBuilder()
                .withApiGroup(VolumeSnapshot.GROUP)
                .withKind("VolumeSnapshot")
                .withName(snapshot.getMetadata().getName())
                .build();
    }
}
