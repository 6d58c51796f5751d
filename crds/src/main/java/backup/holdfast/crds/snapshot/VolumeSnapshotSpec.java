package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.ApiRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is taken of.
 *
 * @param volumeSnapshotClassName absent: the default class of the volume's driver
 */
@ApiRecord
public record VolumeSnapshotSpec(Source source, @Nullable String volumeSnapshotClassName) {

    public static final VolumeSnapshotSpec EMPTY = new VolumeSnapshotSpec(Source.NONE, null);

    public VolumeSnapshotSpec {
        source = source == null ? Source.NONE : source;
    }

    public static VolumeSnapshotSpec ofClaim(String claim, @Nullable String volumeSnapshotClassName) {
        return new VolumeSnapshotSpec(new Source(claim, null), volumeSnapshotClassName);
    }

    /** A claim, or a content that somebody has made beforehand. */
    @ApiRecord
    public record Source(
            @Nullable String persistentVolumeClaimName,
            @Nullable String volumeSnapshotContentName) {
        static final Source NONE = new Source(null, null);
    }
}
