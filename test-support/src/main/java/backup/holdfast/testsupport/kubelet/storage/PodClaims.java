package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a pod's claims mean for where and when it runs. */
public final class PodClaims {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final ClusterView view;
    private final KubeApi api;
    private final VolumeFolders folders;

    public PodClaims(ClusterView view, KubeApi api, VolumeFolders folders) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.folders = requireNonNull(folders, "folders is null");
    }

    /** Why the pod can run on no node at all just now; empty if it can. */
    public Optional<String> obstacle(Pod pod) {
        for (String name : names(pod)) {
            Optional<PersistentVolumeClaim> object =
                    view.claim(pod.getMetadata().getNamespace(), name);
            if (object.isEmpty()) {
                return Optional.of("persistentvolumeclaim \"" + name + "\" not found");
            }
            Claim claim = new Claim(object.get());
            if (claim.isTerminating()) {
                return Optional.of("persistentvolumeclaim \"" + name + "\" is being deleted");
            }
            if (claim.phase().equals("Lost")) {
                return Optional.of("persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume");
            }
            if (!claim.isBound() && !waitsForConsumer(claim)) {
                return Optional.of("pod has unbound immediate PersistentVolumeClaims");
            }
            if (claim.accessModes().contains("ReadWriteOncePod")
                    && !others(claim.object(), pod).isEmpty()) {
                return Optional.of(
                        "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");
            }
        }
        return Optional.empty();
    }

    /** Tells claims that wait for their first consumer where it will run; true when all are bound. */
    public boolean settle(Pod pod, String node) {
        boolean settled = true;
        for (String name : names(pod)) {
            Claim claim =
                    new Claim(view.claim(pod.getMetadata().getNamespace(), name).orElseThrow());
            if (!claim.isBound()) {
                settled = false;
                if (claim.selectedNode().isEmpty()) {
                    api.annotate(claim.object(), Claim.SELECTED_NODE, node);
                }
            }
        }
        return settled;
    }

    /** What is on the volume of a claim; empty while it has none. */
    public Optional<Path> folder(String namespace, String claim) {
        return volume(namespace, claim).flatMap(folders::of);
    }

    /** Whether the claim's volume is a device, not a file system. */
    public boolean isBlock(String namespace, String claim) {
        return view.claim(namespace, claim)
                .filter(object -> "Block".equals(object.getSpec().getVolumeMode()))
                .isPresent();
    }

    /** Why the claim's volume cannot be attached to this pod's node. */
    public Optional<String> attachObstacle(Pod pod, String claim) {
        Optional<PersistentVolumeClaim> object = view.claim(pod.getMetadata().getNamespace(), claim);
        if (object.isEmpty() || !new Claim(object.get()).accessModes().equals(List.of("ReadWriteOnce"))) {
            return Optional.empty();
        }
        List<String> elsewhere = others(object.get(), pod).stream()
                .filter(other -> !Objects.equals(
                        other.getSpec().getNodeName(), pod.getSpec().getNodeName()))
                .map(other -> other.getMetadata().getName())
                .toList();
        return elsewhere.isEmpty()
                ? Optional.empty()
                : Optional.of("Multi-Attach error for volume \""
                        + object.get().getSpec().getVolumeName() + "\" Volume is already used by pod(s) "
                        + String.join(", ", elsewhere));
    }

    private Optional<PersistentVolume> volume(String namespace, String name) {
        return view.claim(namespace, name)
                .map(Claim::new)
                .filter(Claim::isBound)
                .flatMap(Claim::volumeName)
                .flatMap(view::volume);
    }

    private List<Pod> others(PersistentVolumeClaim claim, Pod pod) {
        return users(view, claim).stream()
                .filter(other -> other.getSpec().getNodeName() != null)
                .filter(other ->
                        !other.getMetadata().getUid().equals(pod.getMetadata().getUid()))
                .toList();
    }

    /** The pods that are not over and name this claim. */
    static List<Pod> users(ClusterView view, PersistentVolumeClaim claim) {
        return view.pods().stream()
                .filter(pod -> pod.getMetadata()
                        .getNamespace()
                        .equals(claim.getMetadata().getNamespace()))
                .filter(pod -> pod.getStatus() == null
                        || !OVER.contains(pod.getStatus().getPhase()))
                .filter(pod -> names(pod).contains(claim.getMetadata().getName()))
                .toList();
    }

    private static List<String> names(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(PersistentVolumeClaimVolumeSource::getClaimName)
                .toList();
    }

    private boolean waitsForConsumer(Claim claim) {
        return claim.className()
                .flatMap(view::storageClass)
                .filter(ClaimControl::waitsForConsumer)
                .map(StorageClass::getMetadata)
                .isPresent();
    }
}
