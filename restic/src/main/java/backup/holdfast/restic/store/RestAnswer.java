package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a server answered, whatever that is. Its body can be read once. */
final class RestAnswer implements AutoCloseable {

    private static final int MOST_WORDS = 512;

    private final HttpURLConnection connection;
    private final int status;
    private final StoreTime time;

    private RestAnswer(HttpURLConnection connection, int status, StoreTime time) {
        this.connection = requireNonNull(connection, "connection is null");
        this.status = status;
        this.time = requireNonNull(time, "time is null");
    }

    /** Sends the request and waits. */
    static RestAnswer of(HttpURLConnection connection, Clock clock) throws IOException {
        int status = connection.getResponseCode();
        Optional<Instant> date =
                Optional.ofNullable(connection.getHeaderField("Date")).flatMap(HttpDate::parse);
        return new RestAnswer(connection, status, StoreTime.told(date, clock.instant()));
    }

    /** The status of HTTP, or -1 for an answer that has none. */
    int status() {
        return status;
    }

    StoreTime time() {
        return time;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(connection.getHeaderField(name));
    }

    /** A page for people, which some web servers have for every address. */
    boolean isPage() {
        return header("Content-Type")
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith("text/html"))
                .isPresent();
    }

    InputStream body() throws IOException {
        InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        return body == null ? InputStream.nullInputStream() : body;
    }

    /** Closes the body alone: the connection serves the next request. */
    @Override
    public void close() throws IOException {
        body().close();
    }

    /** The start of the body as a text. */
    String words() throws IOException {
        return new String(body().readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
    }
}
