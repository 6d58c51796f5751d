package backup.holdfast.restic.command;

import java.util.Locale;

/** How hard restic compresses new data. */
public enum Compression {
    AUTO,
    OFF,
    FASTEST,
    BETTER,
    MAX;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
