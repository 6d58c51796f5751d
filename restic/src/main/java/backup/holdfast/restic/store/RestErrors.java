package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import java.io.IOException;
import java.util.Optional;

/** What answers of a REST server that are not what was asked for mean. */
final class RestErrors {

    private static final String LOGIN = "RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD";

    private final RestTarget target;
    private final String endpoint;

    RestErrors(RestTarget target) {
        this.target = requireNonNull(target, "target is null");
        this.endpoint = target.location().endpoint();
    }

    StoreFailure of(RestAnswer answer) throws IOException {
        Kind kind = kind(answer);
        return StoreFailure.of(kind, endpoint, sentence(kind, answer.status()))
                .withStoreTime(Optional.of(answer.time())
                        .filter(time -> time.clockwork() == Clockwork.STORE)
                        .map(StoreTime::time));
    }

    StoreFailure notRest() {
        return StoreFailure.of(
                Kind.NOT_REST,
                endpoint,
                endpoint + " answers, but not as a REST server of restic does: check host, port and path in"
                        + " RESTIC_REPOSITORY.");
    }

    StoreFailure noProof() {
        return StoreFailure.of(
                Kind.NO_PROOF,
                endpoint,
                "Whether anything lies at " + target.location().withoutCredentials()
                        + " can't be told from what the server answers: check host, port and path in RESTIC_REPOSITORY.");
    }

    StoreFailure stillThere() {
        return StoreFailure.of(
                Kind.UNEXPECTED, endpoint, endpoint + " does not find what it lists itself: look at the server.");
    }

    StoreFailure withoutSizes() {
        return StoreFailure.of(
                Kind.UNEXPECTED,
                endpoint,
                endpoint + " does not tell sizes: it knows the first version of its API only.");
    }

    private Kind kind(RestAnswer answer) throws IOException {
        int status = answer.status();
        return switch (status) {
            case 401 -> target.login().isPresent() ? Kind.CREDENTIALS_REFUSED : Kind.CREDENTIALS_MISSING;
            case 403 -> Kind.ACCESS_DENIED;
            case 407 -> Kind.PROXY_FAILED;
            case 429 -> Kind.SERVER_ERROR;
            default -> {
                if (status >= 500) {
                    yield Kind.SERVER_ERROR;
                }
                yield target.peer().isPlain() && wantsTls(answer) ? Kind.TLS_NEEDED : Kind.NOT_REST;
            }
        };
    }

    private static boolean wantsTls(RestAnswer answer) throws IOException {
        boolean redirects = answer.status() / 100 == 3
                && answer.header("Location")
                        .filter(it -> it.startsWith("https:"))
                        .isPresent();
        return redirects || AnswerErrors.wantsTls(answer.words());
    }

    private String sentence(Kind kind, int status) {
        return switch (kind) {
            case CREDENTIALS_REFUSED ->
                endpoint + " does not accept the user and password: check " + LOGIN
                        + ", or those in RESTIC_REPOSITORY, which come first.";
            case CREDENTIALS_MISSING -> endpoint + " wants a user and a password: set " + LOGIN + ".";
            case ACCESS_DENIED ->
                endpoint + " does not allow this at " + target.location().path()
                        + ": check which repositories this user may use.";
            case SERVER_ERROR -> endpoint + " can't answer now (" + status + "): look at the server if it lasts.";
            case PROXY_FAILED -> ConnectionErrors.proxyFailed(endpoint, "it wants other credentials");
            case TLS_NEEDED -> ConnectionErrors.tlsNeeded(endpoint);
            default -> notRest().message();
        };
    }
}
