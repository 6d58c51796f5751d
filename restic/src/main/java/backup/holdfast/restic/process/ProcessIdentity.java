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

    private static final String NONE = "-";
    private static final String END = ".";

    public ProcessIdentity {
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(bootMark, "bootMark is null");
    }

    /** One line of text that {@link #parse} reads back, for keeping it where another process finds it. */
    public String toText() {
        return String.join(" ", Long.toString(pid), startedAt.toString(), bootMark.isEmpty() ? NONE : bootMark, END);
    }

    /**
     * Nothing when the text was not written by {@link #toText}, or not to its end: a boot mark cut short would be taken for
     * another process's, and so for the proof that this one has ended.
     */
    public static Optional<ProcessIdentity> parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length != 4 || !parts[3].equals(END)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessIdentity(
                    Long.parseLong(parts[0]), Instant.parse(parts[1]), parts[2].equals(NONE) ? "" : parts[2]));
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
