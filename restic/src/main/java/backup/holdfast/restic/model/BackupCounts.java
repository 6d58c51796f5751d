package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What one backup counted; kept in the snapshot since restic 0.17.
 *
 * @param dataAdded bytes of new data before compression
 * @param dataAddedPacked bytes of new data as stored
 * @param totalFilesProcessed files in the snapshot
 * @param totalBytesProcessed bytes of the files in the snapshot
 */
public record BackupCounts(
        Optional<Instant> backupStart,
        Optional<Instant> backupEnd,
        long filesNew,
        long filesChanged,
        long filesUnmodified,
        long dirsNew,
        long dirsChanged,
        long dirsUnmodified,
        long dataBlobs,
        long treeBlobs,
        long dataAdded,
        long dataAddedPacked,
        long totalFilesProcessed,
        long totalBytesProcessed) {

    public BackupCounts {
        requireNonNull(backupStart, "backupStart is null");
        requireNonNull(backupEnd, "backupEnd is null");
    }
}
