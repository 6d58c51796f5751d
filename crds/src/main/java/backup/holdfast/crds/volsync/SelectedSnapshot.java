package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot a restore works from, fixed before the first byte is written, and why it was chosen.
 *
 * @param bytes what it takes when restored; absent where the restic that made it did not say
 */
@ApiRecord
public record SelectedSnapshot(
        String id,
        @LenientTime @Nullable Instant time,
        @Nullable String host,
        @OmitEmpty List<String> paths,
        @Nullable Long bytes,
        @Nullable String why) {

    public SelectedSnapshot {
        id = Absent.toEmpty(id);
        paths = Absent.toEmpty(paths);
    }
}
