package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Sizes counted by {@code restic stats}; which fields are there depends on the counting mode.
 *
 * @param totalSize bytes
 * @param totalUncompressedSize bytes; raw-data mode only
 */
public record RepositoryStats(
        long totalSize,
        long snapshotsCount,
        OptionalLong totalFileCount,
        OptionalLong totalBlobCount,
        OptionalLong totalUncompressedSize,
        OptionalDouble compressionRatio) {

    public RepositoryStats {
        requireNonNull(totalFileCount, "totalFileCount is null");
        requireNonNull(totalBlobCount, "totalBlobCount is null");
        requireNonNull(totalUncompressedSize, "totalUncompressedSize is null");
        requireNonNull(compressionRatio, "compressionRatio is null");
    }
}
