package backup.holdfast.replication.mover;

import java.util.regex.Pattern;

/** Which disk is full, told from restic's words. */
enum FullDisk {
    TEMPORARY("the temporary folder is full or cannot be used", "restic-temp-|restic-cache-tmp|TempFile: "),
    CACHE(
            "the cache is full",
            "unable to open cache|/[0-9a-f]{64}/(data|index|snapshots)/[^ ]*tmp-|/[0-9a-f]{64}/version"),
    STORAGE("the repository's storage is full", "");

    private final String words;
    private final Pattern pattern;

    FullDisk(String words, String pattern) {
        this.words = words;
        this.pattern = Pattern.compile(pattern);
    }

    /** @param message restic's, of a failure for want of space */
    static FullDisk of(String message) {
        for (FullDisk disk : values()) {
            if (disk.pattern.matcher(message).find()) {
                return disk;
            }
        }
        return STORAGE;
    }

    @Override
    public String toString() {
        return words;
    }
}
