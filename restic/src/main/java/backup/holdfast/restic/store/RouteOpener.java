package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreOpening.NoView;
import backup.holdfast.restic.store.StoreOpening.Unusable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/** Finds the way to a server that restic would take: by the proxy of its environment, trusting whom it trusts. */
final class RouteOpener {

    private final Repository repository;
    private final StoreLimits limits;
    private final String backend;

    /** @param backend what the server is, in a word */
    RouteOpener(Repository repository, StoreLimits limits, String backend) {
        this.repository = requireNonNull(repository, "repository is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.backend = requireNonNull(backend, "backend is null");
    }

    /** What {@code opening} makes of the way, or why there is none. */
    StoreOpening open(URI server, Function<Route, StoreOpening> opening) {
        String endpoint = repository.location().endpoint();
        Optional<URI> proxy;
        try {
            proxy = new EnvironmentProxy(repository.environment()).of(server);
        } catch (IllegalArgumentException e) {
            return unusable(Kind.PROXY_FAILED, ConnectionErrors.proxyFailed(endpoint, "its address is no URL"));
        }
        if (proxy.isPresent() && !"http".equals(proxy.get().getScheme())) {
            return new NoView(backend + " through a proxy of " + proxy.get().getScheme());
        }
        Optional<SSLSocketFactory> trust;
        try {
            trust = trust();
        } catch (IOException | GeneralSecurityException e) {
            return unusable(
                    Kind.CA_UNUSABLE,
                    "The CA certificate can't be used: give PEM that starts with -----BEGIN CERTIFICATE----- in"
                            + " spec.restic.customCA.");
        }
        return opening.apply(new Route(proxy, trust, limits.connect(), limits.call()));
    }

    private Optional<SSLSocketFactory> trust() throws IOException, GeneralSecurityException {
        Optional<Path> file = repository.caCertificate();
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(TrustedCertificates.read(file.get()).socketFactory());
    }

    private StoreOpening unusable(Kind kind, String message) {
        return new Unusable(StoreFailure.of(kind, repository.location().endpoint(), message));
    }
}
