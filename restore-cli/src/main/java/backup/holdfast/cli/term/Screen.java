package backup.holdfast.cli.term;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * What can be shown at the other end: colours and drawings on terminals only, and not where somebody asks for none.
 *
 * @param width in columns, asked for when something is drawn
 */
public record Screen(Paint out, Paint err, Drawing drawing, IntSupplier width) {
    private static final int USUAL_WIDTH = 80;

    /** No terminal. */
    public static final Screen NONE = new Screen(Paint.PLAIN, Paint.PLAIN, Drawing.LINES, () -> USUAL_WIDTH);

    public Screen {
        requireNonNull(out, "out is null");
        requireNonNull(err, "err is null");
        requireNonNull(drawing, "drawing is null");
        requireNonNull(width, "width is null");
    }

    /** How progress is shown. */
    public enum Drawing {
        OVER_ITSELF,
        /** A line now and then. */
        LINES
    }

    /** The standard streams. */
    public enum Stream {
        IN,
        OUT,
        ERR
    }

    /**
     * As the environment wants it: {@code NO_COLOR} and {@code TERM=dumb} are asked for by people, {@code COLUMNS} by scripts.
     *
     * @param terminals those that are one
     * @param measured asks the terminal how wide it is; 0 where it does not tell
     */
    public static Screen of(Map<String, String> environment, Set<Stream> terminals, IntSupplier measured) {
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colours = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(
                colours && terminals.contains(Stream.OUT) ? Paint.COLOURED : Paint.PLAIN,
                colours && terminals.contains(Stream.ERR) ? Paint.COLOURED : Paint.PLAIN,
                !dumb && terminals.contains(Stream.ERR) ? Drawing.OVER_ITSELF : Drawing.LINES,
                () -> width(environment.getOrDefault("COLUMNS", ""), measured));
    }

    private static int width(String columns, IntSupplier measured) {
        int width = columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : measured.getAsInt();
        return width > 0 ? width : USUAL_WIDTH;
    }
}
