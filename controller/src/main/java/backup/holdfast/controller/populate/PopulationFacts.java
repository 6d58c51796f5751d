package backup.holdfast.controller.populate;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.replication.populate.Binding;
import backup.holdfast.replication.populate.ClaimSight;
import backup.holdfast.replication.populate.ClassSight;
import backup.holdfast.replication.populate.FilledVolume;
import backup.holdfast.replication.populate.Life;
import backup.holdfast.replication.populate.PopulateFacts;
import backup.holdfast.replication.populate.PopulateFacts.Traces;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Phase;
import backup.holdfast.replication.populate.PrimeSight;
import backup.holdfast.replication.populate.PrimeSight.Ownership;
import backup.holdfast.replication.populate.VolumeShape;
import backup.holdfast.replication.state.MoverObservation.Absent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the next step for a claim depends on. The API server is asked, not a cache: a step that is decided on an old view could hand
 * over a volume that is not good.
 */
final class PopulationFacts {
    private static final String STORAGE = "storage";
    private static final String IN_TREE = "kubernetes.io/";
    private static final String MIGRATED_TO = "pv.kubernetes.io/migrated-to";
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final MoverBackend movers;
    private final Destinations destinations;

    PopulationFacts(KubernetesClient client, MoverBackend movers, Destinations destinations) {
        this.client = client;
        this.movers = movers;
        this.destinations = destinations;
    }

    PopulateFacts read(ClaimRequest request) {
        PersistentVolumeClaim claim = request.claim();
        ClaimSight sight = claim(claim);
        Optional<Population> population = PopulationMemory.of(claim);
        Optional<PersistentVolumeClaim> primeClaim = Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(request.namespace())
                .withName(request.primeName())
                .get());
        Optional<PrimeSight> prime = primeClaim.map(it -> prime(request, it));
        boolean filled = population.filter(it -> it.phase() == Phase.FILLED).isPresent();
        boolean settling = sight.binding() == Binding.BOUND && population.isPresent();
        return new PopulateFacts(
                sight,
                storageClass(claim),
                destinations.look(request),
                population,
                prime,
                population
                        .flatMap(Population::volume)
                        .or(() -> prime.flatMap(PrimeSight::volume))
                        .flatMap(name -> volume(name, filled)),
                filled ? users(request) : List.of(),
                population
                        .flatMap(Population::run)
                        .map(run -> movers.observe(request.owner(), run))
                        .orElseGet(Absent::new),
                (filled || settling) && movers.hasTraces(request.owner()) ? Traces.LEFT : Traces.GONE);
    }

    private static ClaimSight claim(PersistentVolumeClaim claim) {
        return new ClaimSight(
                claim.getMetadata().getUid(),
                Instant.parse(claim.getMetadata().getCreationTimestamp()),
                life(claim),
                binding(claim),
                given(claim.getSpec().getVolumeName()),
                new VolumeShape(
                        bytes(Optional.ofNullable(claim.getSpec().getResources())
                                .map(resources -> resources.getRequests())
                                .map(requests -> requests.get(STORAGE))),
                        new HashSet<>(claim.getSpec().getAccessModes()),
                        Optional.ofNullable(claim.getSpec().getStorageClassName()),
                        mode(claim.getSpec().getVolumeMode())),
                annotation(claim, HoldfastKeys.RESTORED_EMPTY),
                PrimeClaim.selectedNode(claim));
    }

    private static PrimeSight prime(ClaimRequest request, PersistentVolumeClaim prime) {
        boolean ours = request.owner().owns(prime.getMetadata());
        Optional<String> image =
                Optional.ofNullable(prime.getSpec().getDataSource()).map(source -> source.getName());
        return new PrimeSight(
                prime.getMetadata().getUid(),
                Instant.parse(prime.getMetadata().getCreationTimestamp()),
                ours ? Ownership.OURS : Ownership.FOREIGN,
                life(prime),
                binding(prime),
                given(prime.getSpec().getVolumeName()),
                PrimeClaim.selectedNode(prime),
                image);
    }

    /** A claim that names a volume has none yet as long as the binder has not said so. */
    private static Binding binding(PersistentVolumeClaim claim) {
        String phase = claim.getStatus() == null ? null : claim.getStatus().getPhase();
        if ("Lost".equals(phase)) {
            return Binding.LOST;
        }
        return "Bound".equals(phase) ? Binding.BOUND : Binding.UNBOUND;
    }

    private ClassSight storageClass(PersistentVolumeClaim claim) {
        String name = claim.getSpec().getStorageClassName();
        if (name == null || name.isEmpty()) {
            return new ClassSight.Unnamed();
        }
        StorageClass found =
                client.storage().v1().storageClasses().withName(name).get();
        if (found == null) {
            return new ClassSight.Missing(name);
        }
        // Kubernetes writes on the claim where a CSI driver has taken over from one of its own.
        if (found.getProvisioner().startsWith(IN_TREE)
                && annotation(claim, MIGRATED_TO).isEmpty()) {
            return new ClassSight.InTree(name, found.getProvisioner());
        }
        return "WaitForFirstConsumer".equals(found.getVolumeBindingMode())
                ? new ClassSight.WaitsForConsumer(name)
                : new ClassSight.Immediate(name);
    }

    private Optional<FilledVolume> volume(String name, boolean filled) {
        return Optional.ofNullable(client.persistentVolumes().withName(name).get())
                .map(volume -> volume(volume, filled ? attachedTo(name) : List.of()));
    }

    private static FilledVolume volume(PersistentVolume volume, List<String> attachedTo) {
        return new FilledVolume(
                volume.getMetadata().getName(),
                life(volume),
                new VolumeShape(
                        bytes(Optional.ofNullable(volume.getSpec().getCapacity())
                                .map(all -> all.get(STORAGE))),
                        new HashSet<>(volume.getSpec().getAccessModes()),
                        Optional.ofNullable(volume.getSpec().getStorageClassName()),
                        mode(volume.getSpec().getVolumeMode())),
                Optional.ofNullable(volume.getSpec().getClaimRef()).flatMap(it -> given(it.getUid())),
                attachedTo);
    }

    private List<String> attachedTo(String volume) {
        return client.storage().v1().volumeAttachments().list().getItems().stream()
                .filter(it -> volume.equals(it.getSpec().getSource().getPersistentVolumeName()))
                .map(it -> it.getSpec().getNodeName())
                .toList();
    }

    /** A mover's pod counts until it is gone: only then has its node let go of the volume for certain. */
    private List<String> users(ClaimRequest request) {
        return client.pods().inNamespace(request.namespace()).list().getItems().stream()
                .filter(pod -> claims(pod).anyMatch(request.primeName()::equals))
                .filter(pod -> isMover(pod) || life(pod) == Life.GOING || !isOver(pod))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private static Stream<String> claims(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .map(volume -> volume.getPersistentVolumeClaim())
                .filter(Objects::nonNull)
                .map(source -> source.getClaimName());
    }

    private static boolean isMover(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && labels.containsKey(HoldfastKeys.RUN);
    }

    private static boolean isOver(Pod pod) {
        return pod.getStatus() != null && OVER.contains(pod.getStatus().getPhase());
    }

    static Optional<String> annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(key));
    }

    private static Life life(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() == null ? Life.THERE : Life.GOING;
    }

    private static String mode(@Nullable String volumeMode) {
        return volumeMode == null ? VolumeShape.FILESYSTEM : volumeMode;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> !it.isEmpty());
    }

    private static BigDecimal bytes(Optional<Quantity> quantity) {
        return quantity.map(Quantity::getAmountInBytes).orElse(BigDecimal.ZERO);
    }
}
