package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the Secrets and ConfigMaps that pods refer to, when they start. */
final class References {

    private final KubernetesClient client;

    References(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** What is in a Secret; empty if it may be missing and is. */
    Optional<Map<String, byte[]>> secret(String namespace, String name, @Nullable Boolean optional)
            throws StartProblem {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return missing("secret", name, optional);
        }
        Map<String, byte[]> content = new TreeMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach(
                            (key, value) -> content.put(key, Base64.getDecoder().decode(value)));
        }
        return Optional.of(content);
    }

    /** What is in a ConfigMap; empty if it may be missing and is. */
    Optional<Map<String, byte[]>> configMap(String namespace, String name, @Nullable Boolean optional)
            throws StartProblem {
        ConfigMap configMap =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (configMap == null) {
            return missing("configmap", name, optional);
        }
        Map<String, byte[]> content = new TreeMap<>();
        if (configMap.getData() != null) {
            configMap.getData().forEach((key, value) -> content.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        if (configMap.getBinaryData() != null) {
            configMap
                    .getBinaryData()
                    .forEach(
                            (key, value) -> content.put(key, Base64.getDecoder().decode(value)));
        }
        return Optional.of(content);
    }

    private static Optional<Map<String, byte[]>> missing(String kind, String name, @Nullable Boolean optional)
            throws StartProblem {
        if (Boolean.TRUE.equals(optional)) {
            return Optional.empty();
        }
        throw StartProblem.config(kind + " \"" + name + "\" not found");
    }
}
