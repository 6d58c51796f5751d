package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows whether the classes exist that volumes and snapshots are to be of: what names one that does not would wait for ever, without a word. */
public interface StorageClasses {
    /** Takes all to exist, and asks nobody. */
    StorageClasses UNKNOWN = new StorageClasses() {
        @Override
        public void require(@Nullable String name) {}

        @Override
        public void requireForSnapshots(@Nullable String name) {}
    };

    /**
     * Classes are in no namespace: who looks after some namespaces may not look.
     *
     * @param namespaces those that are looked after; empty means all
     */
    static StorageClasses within(KubernetesClient client, Set<String> namespaces) {
        return namespaces.isEmpty() ? new ApiStorageClasses(client) : UNKNOWN;
    }

    /**
     * @param name absent or empty where none is asked for
     * @throws MoverRefusedException when there is no StorageClass of that name
     */
    void require(@Nullable String name);

    /**
     * @param name absent where the default one is meant
     * @throws MoverRefusedException when there is no VolumeSnapshotClass of that name
     */
    void requireForSnapshots(@Nullable String name);
}
