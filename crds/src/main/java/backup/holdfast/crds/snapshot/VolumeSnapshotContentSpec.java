package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.Lenient;
import io.fabric8.kubernetes.api.model.ObjectReference;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshot a content stands for.
 *
 * @param sourceVolumeMode of the volume that was snapshotted
 * @param volumeSnapshotRef the snapshot it belongs to
 */
@ApiRecord
public record VolumeSnapshotContentSpec(
        @Lenient DeletionPolicy deletionPolicy,
        String driver,
        Source source,
        @Nullable String sourceVolumeMode,
        @Nullable String volumeSnapshotClassName,
        @Nullable ObjectReference volumeSnapshotRef) {

    public static final VolumeSnapshotContentSpec EMPTY =
            new VolumeSnapshotContentSpec(DeletionPolicy.UNRECOGNIZED, "", Source.NONE, null, null, null);

    public VolumeSnapshotContentSpec {
        deletionPolicy = deletionPolicy == null ? DeletionPolicy.UNRECOGNIZED : deletionPolicy;
        driver = Absent.toEmpty(driver);
        source = source == null ? Source.NONE : source;
    }

    /** The storage's names for the volume to snapshot, or for a snapshot that was there before. */
    @ApiRecord
    public record Source(
            @Nullable String volumeHandle, @Nullable String snapshotHandle) {
        static final Source NONE = new Source(null, null);
    }
}
