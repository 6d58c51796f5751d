package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

/**
 * One export, asked for on a living server.
 *
 * @param path as the user wrote it
 * @param detail what the server or the network said, in a few words
 */
public record ExportCheck(String path, ExportState state, String detail) {

    public ExportCheck {
        requireNonNull(path, "path is null");
        requireNonNull(state, "state is null");
        requireNonNull(detail, "detail is null");
    }

    /** Whether a client could not use it now. */
    boolean isGone() {
        return switch (state) {
            case MISSING, SILENT -> true;
            case PRESENT, NOT_CHECKED -> false;
        };
    }
}
