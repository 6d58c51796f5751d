package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.ApiRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the storage's driver says about a snapshot.
 *
 * @param creationTime in nanoseconds since 1970
 * @param restoreSize in bytes
 */
@ApiRecord
public record VolumeSnapshotContentStatus(
        @Nullable String snapshotHandle,
        @Nullable Long creationTime,
        @Nullable Boolean readyToUse,
        @Nullable Long restoreSize,
        @Nullable SnapshotError error) {

    public static final VolumeSnapshotContentStatus EMPTY =
            new VolumeSnapshotContentStatus(null, null, null, null, null);
}
