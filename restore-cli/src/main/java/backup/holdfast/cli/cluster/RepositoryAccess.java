package backup.holdfast.cli.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.CustomCA;
import backup.holdfast.crds.volsync.ResticSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What opens a source's repository, read from the cluster. Needs the right to read that Secret. */
public final class RepositoryAccess {
    /** Of restic's own variables those that are data: a Secret names no command that is run on somebody's machine. */
    private static final Set<String> RESTIC = Set.of(
            "RESTIC_REPOSITORY",
            "RESTIC_PASSWORD",
            "RESTIC_COMPRESSION",
            "RESTIC_PACK_SIZE",
            "RESTIC_READ_CONCURRENCY",
            "RESTIC_REST_USERNAME",
            "RESTIC_REST_PASSWORD");

    private static final List<String> STORES = List.of("AWS_", "RESTIC_AWS_", "ST_", "OS_", "B2_", "AZURE_", "GOOGLE_");

    private final KubernetesClient client;

    public RepositoryAccess(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** The variables of a repository, from the Secret a source names. */
    public Map<String, String> environment(String namespace, ResticSource restic) {
        String name = Objects.requireNonNullElse(restic.repository(), "");
        Secret secret = secret(namespace, name);
        return environment(Objects.requireNonNullElse(secret.getData(), Map.of()), name);
    }

    private static Map<String, String> environment(Map<String, String> data, String name) {
        Map<String, String> environment = new TreeMap<>();
        data.forEach((key, value) -> {
            if (isForRestic(key)) {
                environment.put(key, new String(Base64.getDecoder().decode(value), UTF_8));
            }
        });
        for (String needed : List.of("RESTIC_REPOSITORY", "RESTIC_PASSWORD")) {
            if (environment.getOrDefault(needed, "").isEmpty()) {
                throw new StopException(
                        ExitCode.FAILED,
                        "Secret " + name + " has no value for " + needed,
                        "Set it; movers need it too.");
            }
        }
        return environment;
    }

    /** Whether a key of a Secret is one that restic gets on this machine. */
    public static boolean isForRestic(String key) {
        return RESTIC.contains(key) || STORES.stream().anyMatch(key::startsWith);
    }

    /** The authority that the source's store is checked against, as PEM. */
    public Optional<String> certificate(String namespace, ResticSource restic) {
        CustomCA ca = restic.customCA();
        if (ca == null || ca.key() == null || ca.key().isEmpty()) {
            return Optional.empty();
        }
        String key = ca.key();
        if (ca.secretName() != null && !ca.secretName().isEmpty()) {
            Map<String, String> data = Objects.requireNonNullElse(
                    secret(namespace, ca.secretName()).getData(), Map.of());
            return Optional.ofNullable(data.get(key))
                    .map(it -> new String(Base64.getDecoder().decode(it), UTF_8));
        }
        if (ca.configMapName() == null || ca.configMapName().isEmpty()) {
            return Optional.empty();
        }
        String name = ca.configMapName();
        ConfigMap map = Calls.of(
                "get configmaps in namespace " + namespace,
                () -> client.configMaps().inNamespace(namespace).withName(name).get());
        return map == null || map.getData() == null
                ? Optional.empty()
                : Optional.ofNullable(map.getData().get(key));
    }

    private Secret secret(String namespace, String name) {
        Secret secret = Calls.of(
                "get secrets in namespace " + namespace,
                () -> client.secrets().inNamespace(namespace).withName(name).get());
        if (secret == null) {
            throw new StopException(
                    ExitCode.NOT_FOUND,
                    "there is no Secret " + name + " in namespace " + namespace,
                    "The source names it in spec.restic.");
        }
        return secret;
    }
}
