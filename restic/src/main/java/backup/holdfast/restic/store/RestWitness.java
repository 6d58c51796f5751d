package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreResult.Answered;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a server that says 404 means that there is nothing. Any web server says so of any address, and restic's own said so up to version
 * 0.11 of whatever it could not look at, such as a folder it may not read.
 */
final class RestWitness {

    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVER_ERROR = 500;

    /** Longer than any path of any system can be: whoever looks for it gets an error, and no answer to whether it is there. */
    private static final String IMPOSSIBLE = "x".repeat(4200);

    private final RestTarget target;
    private final RestRequests requests;

    RestWitness(RestTarget target, RestRequests requests) {
        this.target = requireNonNull(target, "target is null");
        this.requests = requireNonNull(requests, "requests is null");
    }

    /** Two requests. */
    StoreResult<Boolean> isToBeBelieved() {
        return knowsRepositories().then(knows -> knows ? tellsErrors() : new Answered<>(false));
    }

    /** A REST server makes a repository by POST to its address, and knows nothing else to do there. */
    private StoreResult<Boolean> knowsRepositories() {
        return requests.send("GET", "", answer -> {
            Optional<String> allowed = answer.header("Allow").map(it -> it.toUpperCase(Locale.ROOT));
            return new Answered<>(answer.status() == METHOD_NOT_ALLOWED
                    && allowed.filter(it -> it.contains("POST") && !it.contains("GET"))
                            .isPresent());
        });
    }

    /** rest-server knows repositories and those in one more folder, and no more. */
    private String place() {
        return target.isBelowAnother() ? "../" : "";
    }

    private StoreResult<Boolean> tellsErrors() {
        return requests.send(
                "HEAD",
                place() + IMPOSSIBLE + "/" + RepositoryPart.CONFIG.fileName(),
                answer -> new Answered<>(answer.status() == SERVER_ERROR));
    }
}
