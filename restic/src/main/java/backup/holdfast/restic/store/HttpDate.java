package backup.holdfast.restic.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The clock of a server, as it stands in the {@code Date} of each of its answers. */
final class HttpDate {

    private HttpDate() {}

    static Optional<Instant> of(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date").flatMap(HttpDate::parse);
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
