package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.LenientTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What went wrong with a snapshot, in the words of whoever takes it. */
@ApiRecord
public record SnapshotError(
        String message, @LenientTime @Nullable Instant time) {

    public SnapshotError {
        message = Absent.toEmpty(message);
    }
}
