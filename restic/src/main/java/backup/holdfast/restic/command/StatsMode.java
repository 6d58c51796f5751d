package backup.holdfast.restic.command;

import java.util.Locale;

/** What {@code restic stats} counts. */
public enum StatsMode {
    RESTORE_SIZE,
    FILES_BY_CONTENTS,
    BLOBS_PER_FILE,
    RAW_DATA;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
