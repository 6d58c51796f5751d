package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.crds.snapshot.VolumeSnapshotClass;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the API server. Where it does not let us look, classes are taken to exist. */
record ApiStorageClasses(KubernetesClient client) implements StorageClasses {
    @Override
    public void require(@Nullable String name) {
        if (name != null
                && !name.isEmpty()
                && isMissing(() ->
                        client.storage().v1().storageClasses().withName(name).get())) {
            throw new MoverRefusedException(
                    FailureClass.STORAGE_CLASS_MISSING, "StorageClass " + name + " does not exist");
        }
    }

    @Override
    public void requireForSnapshots(@Nullable String name) {
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
