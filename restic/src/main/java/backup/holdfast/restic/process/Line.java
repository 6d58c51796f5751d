package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

/**
 * One line of output without its line end.
 *
 * @param text what was kept of it
 * @param omittedBytes how much was dropped at its end because the line was longer than the bound
 */
public record Line(String text, long omittedBytes) {

    public Line {
        requireNonNull(text, "text is null");
    }

    public boolean isWhole() {
        return omittedBytes == 0;
    }
}
