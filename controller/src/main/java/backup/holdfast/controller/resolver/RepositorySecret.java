package backup.holdfast.controller.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the Secret named in {@code spec.restic.repository} says. */
public sealed interface RepositorySecret {
    /**
     * It can be used.
     *
     * @param name of the Secret
     * @param version its resourceVersion
     * @param environment what restic gets; secret
     */
    record Usable(String name, String version, RepositoryLocation location, Map<String, String> environment)
            implements RepositorySecret {
        public Usable {
            requireNonNull(name, "name is null");
            requireNonNull(version, "version is null");
            requireNonNull(location, "location is null");
            environment = Map.copyOf(environment);
        }

        /** The names of the keys, never their values. */
        @Override
        public String toString() {
            return "Usable[" + name + ", " + new TreeMap<>(environment).keySet() + "]";
        }
    }

    /** It cannot, and why. */
    record Unusable(FailureClass failure, String detail) implements RepositorySecret {
        public Unusable {
            requireNonNull(failure, "failure is null");
            requireNonNull(detail, "detail is null");
        }
    }

    /**
     * Reads a Secret as VolSync does: RESTIC_REPOSITORY and RESTIC_PASSWORD are needed, a known list of further keys is passed on.
     *
     * @param secret absent when there is none of that name
     */
    static RepositorySecret read(String namespace, String name, @Nullable Secret secret) {
        if (secret == null) {
            return new Unusable(
                    FailureClass.SECRET_MISSING,
                    "Secret " + namespace + "/" + name + " does not exist. Create it with"
                            + " RESTIC_REPOSITORY and RESTIC_PASSWORD.");
        }
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        Map<String, String> environment = new TreeMap<>();
        List<String> missing = new ArrayList<>(List.of(ResticEnvironment.REPOSITORY, ResticEnvironment.PASSWORD));
        for (Map.Entry<String, String> entry : data.entrySet()) {
            String key = entry.getKey();
            if (!ResticEnvironment.reachesRestic(key)) {
                continue;
            }
            String value = decode(entry.getValue());
            if (value == null || value.indexOf('\0') >= 0) {
                return new Unusable(
                        FailureClass.SECRET_INCOMPLETE,
                        "Key " + key + " of Secret " + namespace + "/" + name + " is not text. It must be UTF-8 without"
                                + " zero bytes.");
            }
            if (!value.isEmpty()) {
                environment.put(key, value);
                missing.remove(key);
            }
        }
        if (!missing.isEmpty()) {
            return new Unusable(
                    FailureClass.SECRET_INCOMPLETE,
                    "Secret " + namespace + "/" + name + " has no value for " + String.join(" and ", missing) + ".");
        }
        return located(namespace, name, secret, environment);
    }

    private static RepositorySecret located(
            String namespace, String name, Secret secret, Map<String, String> environment) {
        try {
            RepositoryLocation location = Repository.from(environment).location();
            String version = secret.getMetadata().getResourceVersion();
            return new Usable(name, version == null ? "" : version, location, environment);
        } catch (MalformedLocationException e) {
            return new Unusable(
                    FailureClass.INVALID_REPOSITORY,
                    "RESTIC_REPOSITORY in Secret " + namespace + "/" + name + ": " + e.getMessage());
        }
    }

    private static @Nullable String decode(String base64) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return null;
        }
    }
}
