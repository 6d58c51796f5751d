package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Gives claims their volumes: binds, provisions, clones, restores, expands. */
public final class ClaimControl {

    private final ClusterView view;
    private final KubeApi api;
    private final VolumeFolders folders;
    private final StorageFaults faults;
    private final DataSources sources;

    public ClaimControl(ClusterView view, KubeApi api, VolumeFolders folders, StorageFaults faults) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.folders = requireNonNull(folders, "folders is null");
        this.faults = requireNonNull(faults, "faults is null");
        this.sources = new DataSources(view, folders);
    }

    /** One pass over all claims. */
    public void reconcile() {
        for (PersistentVolumeClaim object : view.claims()) {
            api.attempt(object, () -> reconcile(new Claim(object)));
        }
    }

    private void reconcile(Claim claim) {
        if (claim.isTerminating()) {
            return;
        }
        switch (claim.phase()) {
            case "Pending" -> findVolume(claim).ifPresentOrElse(volume -> bind(claim, volume), () -> provision(claim));
            case "Bound" -> keep(claim);
            default -> {
                // A lost claim stays lost.
            }
        }
    }

    private Optional<PersistentVolume> findVolume(Claim claim) {
        if (claim.volumeName().isPresent()) {
            return claim.volumeName()
                    .flatMap(view::volume)
                    .filter(volume -> volume.getSpec().getClaimRef() == null || claim.isMeantBy(volume));
        }
        Optional<PersistentVolume> meant =
                view.volumes().stream().filter(claim::isMeantBy).findFirst();
        return meant.or(
                () -> view.volumes().stream().filter(claim::isSatisfiedBy).findFirst());
    }

    private void bind(Claim claim, PersistentVolume volume) {
        Quantity capacity = Claim.capacityOf(volume);
        if (Claim.bytes(capacity).compareTo(Claim.bytes(claim.request())) < 0) {
            // What a real cluster does for good, too: neither claim nor volume moves on.
            api.event(
                    claim.object(),
                    EventType.WARNING,
                    "VolumeMismatch",
                    "Cannot bind to requested volume \"" + volume.getMetadata().getName()
                            + "\": requested PV is too small");
            return;
        }
        if (volume.getSpec().getClaimRef() == null
                || volume.getSpec().getClaimRef().getUid() == null) {
            api.patch(volume, Map.of("spec", Map.of("claimRef", reference(claim))));
        }
        api.patch(
                claim.object(),
                Map.of("spec", Map.of("volumeName", volume.getMetadata().getName())));
        api.patchStatus(
                claim.object(),
                Map.of(
                        "phase",
                        "Bound",
                        "accessModes",
                        volume.getSpec().getAccessModes(),
                        "capacity",
                        Map.of("storage", capacity.toString())));
        api.patchStatus(volume, Map.of("phase", "Bound"));
    }

    private void provision(Claim claim) {
        if (claim.volumeName().isPresent()
                || claim.className().filter(String::isEmpty).isPresent()) {
            return;
        }
        Optional<StorageClass> storageClass =
                claim.className().map(view::storageClass).orElseGet(this::defaultClass);
        if (storageClass.isEmpty()) {
            claim.className()
                    .ifPresent(name -> failed(claim, "storageclass.storage.k8s.io \"" + name + "\" not found"));
            return;
        }
        StorageClass found = storageClass.get();
        if (!found.getProvisioner().equals(VolumeFolders.DRIVER)) {
            api.event(
                    claim.object(),
                    EventType.NORMAL,
                    "ExternalProvisioning",
                    "Waiting for a volume to be created either by the external provisioner '" + found.getProvisioner()
                            + "' or manually by the system administrator.");
        } else if (waitsForConsumer(found) && claim.selectedNode().isEmpty()) {
            api.event(
                    claim.object(),
                    EventType.NORMAL,
                    "WaitForFirstConsumer",
                    "waiting for first consumer to be created before binding");
        } else if (faults.provisioning().isPresent()) {
            failed(claim, faults.provisioning().get());
        } else {
            fill(claim, found);
        }
    }

    static boolean waitsForConsumer(StorageClass storageClass) {
        return "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
    }

    private Optional<StorageClass> defaultClass() {
        return view.storageClasses().stream()
                .filter(one -> one.getMetadata().getAnnotations() != null
                        && "true"
                                .equals(one.getMetadata()
                                        .getAnnotations()
                                        .get("storageclass.kubernetes.io/is-default-class")))
                .findFirst();
    }

    private void fill(Claim claim, StorageClass storageClass) {
        String name = "pvc-" + claim.uid();
        Path folder = folders.volume(name);
        DataSource source = sources.of(claim);
        if (source instanceof DataSource.Unavailable reason) {
            failed(claim, reason.message());
            return;
        }
        if (source instanceof DataSource.Folder original) {
            folders.createFrom(original.path(), folder);
        } else if (source instanceof DataSource.None) {
            folders.createEmpty(folder);
        } else {
            return;
        }
        // The watch tells when it is there, and then it is bound.
        if (api.create(volume(claim, storageClass, name)).isPresent()) {
            api.event(
                    claim.object(),
                    EventType.NORMAL,
                    "ProvisioningSucceeded",
                    "Successfully provisioned volume " + name);
        }
    }

    private static PersistentVolume volume(Claim claim, StorageClass storageClass, String name) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("pv.kubernetes.io/provisioned-by", VolumeFolders.DRIVER)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(claim.accessModes())
                .addToCapacity("storage", claim.request())
                .withStorageClassName(storageClass.getMetadata().getName())
                .withPersistentVolumeReclaimPolicy(
                        Optional.ofNullable(storageClass.getReclaimPolicy()).orElse("Delete"))
                .withVolumeMode(Optional.ofNullable(claim.object().getSpec().getVolumeMode())
                        .orElse("Filesystem"))
                .withNewCsi()
                .withDriver(VolumeFolders.DRIVER)
                .withVolumeHandle(name)
                .endCsi()
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.namespace())
                .withName(claim.name())
                .withUid(claim.uid())
                .endClaimRef()
                .endSpec()
                .build();
    }

    private static Map<String, String> reference(Claim claim) {
        return Map.of(
                "apiVersion", "v1",
                "kind", "PersistentVolumeClaim",
                "namespace", claim.namespace(),
                "name", claim.name(),
                "uid", claim.uid());
    }

    private void keep(Claim claim) {
        Optional<PersistentVolume> volume = claim.volumeName().flatMap(view::volume);
        if (volume.isEmpty()) {
            return;
        }
        if (!claim.isMeantBy(volume.get())) {
            api.patchStatus(claim.object(), Map.of("phase", "Lost"));
            return;
        }
        Quantity wanted = claim.request();
        if (Claim.bytes(wanted).compareTo(Claim.bytes(claim.capacity())) > 0) {
            expand(claim, volume.get(), wanted);
        }
    }

    private void expand(Claim claim, PersistentVolume volume, Quantity wanted) {
        boolean allowed = claim.className()
                .flatMap(view::storageClass)
                .map(StorageClass::getAllowVolumeExpansion)
                .orElse(false);
        if (!allowed || faults.expansion().isPresent()) {
            api.event(
                    claim.object(),
                    EventType.WARNING,
                    "VolumeResizeFailed",
                    faults.expansion().orElse("the storage class does not allow volume expansion"));
            return;
        }
        Map<String, Object> capacity = Map.of("capacity", Map.of("storage", wanted.toString()));
        api.patch(volume, Map.of("spec", capacity));
        api.patchStatus(claim.object(), capacity);
    }

    private void failed(Claim claim, String message) {
        api.event(
                claim.object(),
                EventType.WARNING,
                "ProvisioningFailed",
                "failed to provision volume with StorageClass \""
                        + claim.className().orElse("") + "\": " + message);
    }
}
