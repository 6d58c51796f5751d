package backup.holdfast.restic.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A time in the headers of an answer: the server's clock in its {@code Date}, a file's in {@code Last-Modified}. */
final class HttpDate {

    private HttpDate() {}

    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
