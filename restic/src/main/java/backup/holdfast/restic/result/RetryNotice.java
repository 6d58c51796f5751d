package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * restic's announcement that it will ask a store again. It goes on for a quarter of an hour, and does so for missing buckets and
 * wrong keys too.
 *
 * @param operation what is tried again, such as {@code Stat(<config/>)}
 * @param message what the store or the network said
 */
public record RetryNotice(String operation, String message) {

    private static final Pattern FORM = Pattern.compile("(.{1,200}?) returned error, retrying after [^:]{1,40}: (.*)");

    public RetryNotice {
        requireNonNull(operation, "operation is null");
        requireNonNull(message, "message is null");
    }

    public static Optional<RetryNotice> parse(String line) {
        if (!line.contains("retrying after")) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(line);
        return matcher.matches() ? Optional.of(new RetryNotice(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The cause, if it is one that asking again does not mend. */
    public Optional<FailureKind> lastingCause() {
        return ProseCause.of(List.of(message)).filter(FailureKind::outlastsRetries);
    }

    @Override
    public String toString() {
        return operation + ": " + message;
    }
}
