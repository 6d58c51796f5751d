package backup.holdfast.replication.plan;

import org.jspecify.annotations.Nullable;

/**
 * restic's own knobs; absent means restic's default, or what the Secret says ({@code RESTIC_COMPRESSION} and the like).
 *
 * @param compression restic's word: auto, off, fastest, better or max
 * @param packSizeMiB target size of a pack file
 * @param readConcurrency files read at once
 * @param limitUploadKiBps upload limit in KiB per second
 * @param limitDownloadKiBps download limit in KiB per second
 */
public record Tuning(
        @Nullable String compression,
        @Nullable Integer packSizeMiB,
        @Nullable Integer readConcurrency,
        @Nullable Integer limitUploadKiBps,
        @Nullable Integer limitDownloadKiBps) {
    public static final Tuning RESTIC_DEFAULTS = new Tuning(null, null, null, null, null);
}
