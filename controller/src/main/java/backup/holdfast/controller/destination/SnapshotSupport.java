package backup.holdfast.controller.destination;

import backup.holdfast.crds.snapshot.VolumeSnapshotClass;
import backup.holdfast.crds.volsync.ResticDestination;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether claims can be made from snapshots of restored volumes: only where one CSI driver has both. */
final class SnapshotSupport {
    private final KubernetesClient client;

    SnapshotSupport(KubernetesClient client) {
        this.client = client;
    }

    /** @param restic of the destination whose volume is snapshotted */
    boolean canImage(PersistentVolumeClaim claim, ResticDestination restic) {
        Optional<String> driver = driver(claim.getSpec().getStorageClassName());
        // A destination that names no class has its volume made by the default one, which may be the claim's.
        Optional<String> source = restic.storageClassName() == null ? driver : driver(restic.storageClassName());
        return driver.isPresent()
                && driver.equals(source)
                && classes().stream()
                        .filter(it -> restic.volumeSnapshotClassName() == null
                                || restic.volumeSnapshotClassName()
                                        .equals(it.getMetadata().getName()))
                        .anyMatch(it -> it.getDriver().equals(driver.get()));
    }

    private Optional<String> driver(@Nullable String storageClass) {
        return Optional.ofNullable(storageClass)
                .filter(name -> !name.isEmpty())
                .map(name ->
                        client.storage().v1().storageClasses().withName(name).get())
                .map(StorageClass::getProvisioner);
    }

    /** None where the cluster does not know snapshots at all. */
    private List<VolumeSnapshotClass> classes() {
        try {
            return client.resources(VolumeSnapshotClass.class).list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }
}
