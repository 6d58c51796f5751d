package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.LenientTime;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a snapshot.
 *
 * @param boundVolumeSnapshotContentName says that there is one, not that it can be used
 * @param creationTime the instant whose data it holds
 * @param readyToUse absent as long as the driver has not said
 * @param restoreSize the least a volume made from it may have; absent where the driver does not tell
 * @param error the last one; the snapshotter goes on trying
 */
@ApiRecord
public record VolumeSnapshotStatus(
        @Nullable String boundVolumeSnapshotContentName,
        @LenientTime @Nullable Instant creationTime,
        @Nullable Boolean readyToUse,
        @Nullable Quantity restoreSize,
        @Nullable SnapshotError error) {

    public static final VolumeSnapshotStatus EMPTY = new VolumeSnapshotStatus(null, null, null, null, null);

    /** Whether a volume can be made from it: being bound to a content is not enough. */
    public boolean isReady() {
        return boundVolumeSnapshotContentName != null && Boolean.TRUE.equals(readyToUse);
    }

    /** What the snapshotter said last that went wrong. */
    public Optional<String> problem() {
        return Optional.ofNullable(error).map(SnapshotError::message).filter(message -> !message.isEmpty());
    }
}
