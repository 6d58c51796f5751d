package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation.Rest;
import backup.holdfast.restic.repository.RestLogin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A repository at a REST server and all that is needed to ask for it.
 *
 * @param base its address without a login, ending in a slash
 */
record RestTarget(Rest location, URI base, Optional<RestLogin> login, Route route) {

    RestTarget {
        requireNonNull(location, "location is null");
        requireNonNull(base, "base is null");
        requireNonNull(login, "login is null");
        requireNonNull(route, "route is null");
    }

    /** The address of a repository; absent for a host whose name {@link URI} does not take for one. */
    static Optional<URI> base(Rest location) {
        try {
            URI base = new URI(
                    location.transport().name().toLowerCase(Locale.ROOT),
                    location.endpoint(),
                    location.path(),
                    null,
                    null);
            return Optional.of(URI.create(base.toASCIIString())).filter(it -> it.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** @param path relative to the repository; needs no encoding */
    URI at(String path) {
        return base.resolve(path);
    }

    /** Whether the repository lies in the folder of a user or a machine, as servers have it that give each one of its own. */
    boolean isBelowAnother() {
        return location.path().chars().filter(it -> it == '/').count() > 2;
    }

    Peer peer() {
        return new Peer(
                location.transport(),
                location.host(),
                location.port(),
                route,
                text -> login.map(it -> it.masked(text)).orElse(text));
    }
}
