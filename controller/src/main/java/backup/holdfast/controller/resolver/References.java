package backup.holdfast.controller.resolver;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** Looks up what specs refer to, one object at a time: Secrets are never listed or watched. */
public interface References {
    Optional<Secret> secret(String namespace, String name);

    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<PersistentVolumeClaim> claim(String namespace, String name);
}
