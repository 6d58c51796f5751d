package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A snapshot that would go, by its short id. */
@ApiRecord
public record PreviewedSnapshot(
        String id, @LenientTime @Nullable Instant time) {

    public PreviewedSnapshot {
        id = Absent.toEmpty(id);
    }
}
