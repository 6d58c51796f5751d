package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Which process a run was, so that it can later be proven ended although its number may have been given away again.
 *
 * @param pid the process number
 * @param startedAt when it started; for people to read, since clock changes move it
 * @param bootMark the kernel's own start mark (boot and ticks since), compared exactly; empty where the system has none or the
 *     process was gone before it could be read
 */
public record ProcessIdentity(long pid, Instant startedAt, String bootMark) {

    public ProcessIdentity {
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(bootMark, "bootMark is null");
    }

    /** One line of text that {@link #parse} reads back, for keeping it where another process finds it. */
    public String toText() {
        return pid + " " + startedAt + " " + bootMark;
    }

    /** Nothing when the text was not written by {@link #toText}, or not to its end. */
    public static Optional<ProcessIdentity> parse(String text) {
        String[] parts = text.strip().split(" ", 3);
        try {
            return Optional.of(new ProcessIdentity(
                    Long.parseLong(parts[0]), Instant.parse(parts[1]), parts.length == 3 ? parts[2] : ""));
        } catch (NumberFormatException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
