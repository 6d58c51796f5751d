package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation.S3;
import java.net.URI;
import java.util.Locale;

/** A repository in a bucket and all that is needed to ask for it. */
record S3Target(S3 location, S3Credentials credentials, S3Region region, Route route) {

    S3Target {
        requireNonNull(location, "location is null");
        requireNonNull(credentials, "credentials is null");
        requireNonNull(region, "region is null");
        requireNonNull(route, "route is null");
    }

    static URI endpoint(S3 location) {
        return URI.create(location.transport().name().toLowerCase(Locale.ROOT) + "://" + location.endpoint());
    }

    URI endpoint() {
        return endpoint(location);
    }

    Peer peer() {
        return new Peer(location.transport(), location.host(), location.port(), route, credentials::masked);
    }
}
