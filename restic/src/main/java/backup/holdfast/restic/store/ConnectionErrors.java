package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What failures to speak to a store at all mean, told from the chain of causes. */
final class ConnectionErrors {

    private final Peer peer;
    private final String endpoint;

    ConnectionErrors(Peer peer) {
        this.peer = requireNonNull(peer, "peer is null");
        this.endpoint = peer.endpoint();
    }

    static String tlsNeeded(String endpoint) {
        return endpoint + " speaks TLS: write https:// instead of http:// in RESTIC_REPOSITORY.";
    }

    static String proxyFailed(String endpoint, String why) {
        return "The proxy on the way to " + endpoint + " fails (" + why
                + "): check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.";
    }

    StoreFailure of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Kind kind = kind(chain);
        return StoreFailure.of(kind, endpoint, sentence(kind, chain));
    }

    private Kind kind(List<Throwable> chain) {
        if (has(chain, InterruptedException.class)) {
            return Kind.CANCELLED;
        }
        if (has(chain, CertificateException.class) || has(chain, CertPathValidatorException.class)) {
            return Kind.CERTIFICATE_UNTRUSTED;
        }
        if (says(chain, "unable to tunnel through proxy")) {
            return Kind.PROXY_FAILED;
        }
        Kind reached = reaching(chain);
        boolean hasProxy = peer.route().proxy().isPresent();
        return hasProxy && (reached == Kind.REFUSED || reached == Kind.UNKNOWN_HOST) ? Kind.PROXY_FAILED : reached;
    }

    private static Kind reaching(List<Throwable> chain) {
        if (has(chain, UnknownHostException.class)) {
            return Kind.UNKNOWN_HOST;
        }
        if (has(chain, SocketTimeoutException.class) || says(chain, "connection timed out")) {
            return Kind.TIMEOUT;
        }
        if (has(chain, ConnectException.class) && says(chain, "refused")) {
            return Kind.REFUSED;
        }
        if (has(chain, SSLException.class) && says(chain, "unsupported or unrecognized ssl message")) {
            return Kind.TLS_NOT_SPOKEN;
        }
        return has(chain, IOException.class) ? Kind.CONNECTION_FAILED : Kind.NOT_S3;
    }

    private String sentence(Kind kind, List<Throwable> chain) {
        String reason = reason(chain);
        return switch (kind) {
            case CERTIFICATE_UNTRUSTED ->
                "The certificate of " + endpoint + " is not trusted (" + reason
                        + "): give the CA in spec.restic.customCA, or check the host in RESTIC_REPOSITORY.";
            case TLS_NOT_SPOKEN ->
                endpoint + " does not speak TLS: write http:// instead of https:// in RESTIC_REPOSITORY, or check the"
                        + " port.";
            case REFUSED ->
                "Nothing listens at " + endpoint
                        + ": check that the store runs, and host and port in RESTIC_REPOSITORY.";
            case UNKNOWN_HOST ->
                "No such host: " + peer.host() + ": check RESTIC_REPOSITORY, and the DNS of the cluster.";
            case TIMEOUT -> timeout(endpoint);
            case PROXY_FAILED -> proxyFailed(endpoint, reason);
            case CANCELLED -> interrupted(endpoint);
            case NOT_S3 -> S3Errors.notS3(endpoint).message();
            default ->
                "The connection to " + endpoint + " broke (" + reason + "): check the store and what lies between.";
        };
    }

    static String interrupted(String endpoint) {
        return "Looking at " + endpoint + " was interrupted.";
    }

    static String timeout(String endpoint) {
        return endpoint + " does not answer in time: check that the store runs and that nothing on the way swallows"
                + " connections.";
    }

    /** The innermost words, which say most. */
    private String reason(List<Throwable> chain) {
        Throwable last = chain.get(chain.size() - 1);
        String text = Optional.ofNullable(last.getMessage())
                .orElseGet(() -> last.getClass().getSimpleName());
        return peer.mask().apply(text);
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }

    private static boolean says(List<Throwable> chain, String words) {
        return chain.stream()
                .map(it -> Optional.ofNullable(it.getMessage()).orElse(""))
                .anyMatch(it -> it.toLowerCase(Locale.ROOT).contains(words));
    }
}
