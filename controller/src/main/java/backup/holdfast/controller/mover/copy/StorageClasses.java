package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.crds.snapshot.VolumeSnapshotClass;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the classes exist that volumes and snapshots are to be of: what names one that does not would wait for ever, without a
 * word. Where we may not look, as with rights in some namespaces only, they are taken to exist.
 */
public record StorageClasses(KubernetesClient client) {

    /**
     * @param name absent or empty where none is asked for
     * @throws MoverRefusedException when there is none of that name
     */
    public void require(@Nullable String name) {
        if (name != null
                && !name.isEmpty()
                && isMissing(() ->
                        client.storage().v1().storageClasses().withName(name).get())) {
            throw new MoverRefusedException(
                    FailureClass.STORAGE_CLASS_MISSING, "StorageClass " + name + " does not exist");
        }
    }

    void requireForSnapshots(@Nullable String name) {
        if (name != null
                && isMissing(() -> client.resources(VolumeSnapshotClass.class)
                        .withName(name)
                        .get())) {
            throw new MoverRefusedException(
                    FailureClass.SNAPSHOT_CLASS_MISSING, "VolumeSnapshotClass " + name + " does not exist");
        }
    }

    private static boolean isMissing(Supplier<@Nullable Object> look) {
        try {
            return look.get() == null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }
}
