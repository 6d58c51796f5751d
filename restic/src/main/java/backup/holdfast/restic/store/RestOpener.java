package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation.Rest;
import backup.holdfast.restic.repository.RestLogin;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreOpening.NoView;
import backup.holdfast.restic.store.StoreOpening.Opened;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** Opens repositories at REST servers. */
final class RestOpener {

    static final String BACKEND = "REST server";

    /** restic's, for keys and trust that are not given to Holdfast: whoever sets them has restic go there alone. */
    private static final String CLIENT_CERTIFICATE = "RESTIC_TLS_CLIENT_CERT";

    private static final String CA_CERTIFICATE = "RESTIC_CACERT";

    private final Rest location;
    private final Repository repository;
    private final Clock clock;
    private final StoreLimits limits;

    RestOpener(Rest location, Repository repository, Clock clock, StoreLimits limits) {
        this.location = requireNonNull(location, "location is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.limits = requireNonNull(limits, "limits is null");
    }

    StoreOpening open() {
        Optional<URI> base = RestTarget.base(location);
        if (base.isEmpty() || isSet(CLIENT_CERTIFICATE) || isSet(CA_CERTIFICATE)) {
            return new NoView(BACKEND);
        }
        Optional<RestLogin> login;
        try {
            login = RestLogin.of(repository.environment());
        } catch (MalformedLocationException e) {
            return new NoView(BACKEND);
        }
        return new RouteOpener(repository, limits, BACKEND)
                .open(base.get(), route -> opened(new RestTarget(location, base.get(), login, route)));
    }

    private boolean isSet(String variable) {
        return !repository.environment().getOrDefault(variable, "").isEmpty();
    }

    private StoreOpening opened(RestTarget target) {
        String endpoint = location.endpoint();
        return new Opened(new PatientStore(
                new RestStore(target, new RestRequests(target, clock), limits),
                limits.call(),
                StoreFailure.of(Kind.TIMEOUT, endpoint, ConnectionErrors.timeout(endpoint))));
    }
}
