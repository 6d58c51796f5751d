package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Clock;

/** Sends requests to a REST server, one attempt each. */
final class RestRequests {

    /** Lists with sizes; a server that does not know it answers with the first version, names alone. */
    private static final String API = "application/vnd.x.restic.rest.v2";

    private final RestTarget target;
    private final Clock clock;
    private final RestErrors errors;

    RestRequests(RestTarget target, Clock clock) {
        this.target = requireNonNull(target, "target is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.errors = new RestErrors(target);
    }

    /** What to make of an answer of any status. */
    interface Reading<T> {
        StoreResult<T> read(RestAnswer answer) throws IOException;
    }

    RestErrors errors() {
        return errors;
    }

    /** @param path relative to the repository */
    <T> StoreResult<T> send(String method, String path, Reading<T> reading) {
        try {
            HttpURLConnection connection = target.route().createConnection(target.at(path));
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", API);
            connection.setRequestProperty("User-Agent", "holdfast");
            target.login().ifPresent(it -> connection.setRequestProperty("Authorization", it.authorization()));
            try (RestAnswer answer = RestAnswer.of(connection, clock)) {
                return reading.read(answer);
            }
        } catch (UncheckedIOException e) {
            return broken(e);
        } catch (IOException e) {
            return broken(e);
        }
    }

    private <T> StoreResult<T> broken(Exception e) {
        StoreFailure failure = new ConnectionErrors(target.peer()).of(e);
        return new Failed<>(
                failure.kind() == Kind.CONNECTION_FAILED ? TlsProbe.explain(failure, target.peer()) : failure);
    }
}
