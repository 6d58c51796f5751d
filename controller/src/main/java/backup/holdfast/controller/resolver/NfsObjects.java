package backup.holdfast.controller.resolver;

import backup.holdfast.crds.nfs.NfsScaler;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;
import java.util.Optional;

/**
 * Looks up where volumes are and how NFS servers are doing. These objects are in no namespace: a controller that may not read them, or
 * whose cluster does not know them, finds nothing, and nothing waits for a server then.
 */
public interface NfsObjects {
    /** For movers that mount no volumes of the cluster. */
    NfsObjects NONE = new NfsObjects() {
        @Override
        public Optional<PersistentVolume> volume(String name) {
            return Optional.empty();
        }

        @Override
        public List<NfsScaler> scalers() {
            return List.of();
        }
    };

    Optional<PersistentVolume> volume(String name);

    /** All there are, by name. */
    List<NfsScaler> scalers();
}
