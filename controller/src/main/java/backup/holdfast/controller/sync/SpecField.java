package backup.holdfast.controller.sync;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.schedule.GoDuration;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a spec as it was written, with its name for messages.
 *
 * @param name such as {@code spec.restic.timeout}
 */
public record SpecField(String name, @Nullable String text) {
    private static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    public SpecField {
        requireNonNull(name, "name is null");
    }

    /**
     * The name of another object of the namespace. What can be none is refused in words: the API server would only answer a look-up
     * with an error, and a local mover would take it for a path.
     *
     * @param what the field should name, for the message
     */
    public String objectName(String what) {
        if (text == null || text.isEmpty()) {
            throw new InvalidFieldException(name + " is missing: give the name of " + what);
        }
        if (!OBJECT_NAME.matcher(text).matches()) {
            throw new InvalidFieldException(name + ": \"" + text + "\" can be no object's name. Give the name of "
                    + what + ": small letters, digits, - and .");
        }
        return text;
    }

    /** Zero or more; nothing for an absent or empty field. */
    public Optional<Duration> duration() {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(GoDuration.parse(text)
                .orElseThrow(() -> new InvalidFieldException(
                        name + ": \"" + text + "\" is not a duration. Write it like 90s, 45m or 1h30m")));
    }

    /** More than zero. */
    public Optional<Duration> timeLimit() {
        Optional<Duration> limit = duration();
        if (limit.filter(Duration::isZero).isPresent()) {
            throw new InvalidFieldException(
                    name + ": \"" + text + "\" leaves no time at all. Write it like 6h, or leave it out for no limit");
        }
        return limit;
    }

    /** @param known the values there are */
    public InvalidFieldException unknownValue(String known) {
        return new InvalidFieldException(name + " has a value this version of Holdfast does not know. Write " + known);
    }
}
