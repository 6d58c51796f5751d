package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An answer of a store that is not what was asked for.
 *
 * @param code S3's name of the error; empty in answers that are not S3's
 * @param body all of it
 * @param regionHeader Amazon's and MinIO's way to name the region
 * @param redirect where a redirect leads
 */
record S3Answer(
        int status,
        String code,
        String message,
        String body,
        Optional<String> regionHeader,
        Optional<String> redirect) {

    private static final Pattern IN_BODY = Pattern.compile("<Region>([^<\\s]+)</Region>");
    private static final Pattern IN_MESSAGE = Pattern.compile("expecting '([^']+)'");
    private static final Pattern IN_ENDPOINT =
            Pattern.compile("<Endpoint>[^<]*?s3[.-]([a-z]{2}(?:-[a-z]+)+-\\d)\\.amazonaws\\.com");

    S3Answer {
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
        requireNonNull(body, "body is null");
        requireNonNull(regionHeader, "regionHeader is null");
        requireNonNull(redirect, "redirect is null");
    }

    /** The region the store would rather have had. */
    Optional<String> region() {
        return Stream.of(
                        regionHeader.filter(it -> !it.isBlank()),
                        group(IN_BODY, body),
                        group(IN_MESSAGE, message),
                        group(IN_ENDPOINT, body))
                .flatMap(Optional::stream)
                .findFirst();
    }

    boolean isS3() {
        return !code.isEmpty();
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
