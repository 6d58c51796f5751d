package backup.holdfast.restic.repository;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A repository and what opens it.
 *
 * @param environment everything restic gets from the environment, {@code RESTIC_REPOSITORY} and {@code RESTIC_PASSWORD}
 *     included: credentials, proxies, {@code HOME}, {@code PATH} for helpers such as ssh. Nothing else is passed on
 * @param cacheDirectory where restic keeps its cache; without one it uses none
 * @param caCertificate a file of certificates the store's is checked against
 */
public record Repository(
        RepositoryLocation location,
        SortedMap<String, String> environment,
        Optional<Path> cacheDirectory,
        Optional<Path> caCertificate) {

    static final String LOCATION = "RESTIC_REPOSITORY";

    public Repository {
        requireNonNull(location, "location is null");
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        requireNonNull(cacheDirectory, "cacheDirectory is null");
        requireNonNull(caCertificate, "caCertificate is null");
    }

    /**
     * The repository an environment names, without a cache. Throws {@link MalformedLocationException} if
     * {@code RESTIC_REPOSITORY} is missing or can't be read.
     */
    public static Repository from(Map<String, String> environment) {
        String location = environment.getOrDefault(LOCATION, "");
        return new Repository(
                RepositoryLocation.parse(location), new TreeMap<>(environment), Optional.empty(), Optional.empty());
    }

    public Repository withCache(Path directory) {
        return new Repository(location, environment, Optional.of(directory), caCertificate);
    }

    /** The same place, opened with another environment. */
    public Repository withEnvironment(Map<String, String> other) {
        return new Repository(location, new TreeMap<>(other), cacheDirectory, caCertificate);
    }

    public Repository withCaCertificate(Path file) {
        return new Repository(location, environment, cacheDirectory, Optional.of(file));
    }

    @Override
    public String toString() {
        return "Repository[" + location.withoutCredentials() + ", environment=" + environment.keySet()
                + ", cacheDirectory=" + cacheDirectory + ", caCertificate=" + caCertificate + "]";
    }
}
