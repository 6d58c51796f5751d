package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot in the repository. Time at full precision, sizes in bytes. */
@ApiRecord
public record SnapshotStatus(
        String id,
        @LenientTime @Nullable Instant time,
        @Nullable String host,
        @OmitEmpty List<String> paths,
        @Nullable Long files,
        @Nullable Long bytes,
        @Nullable Long bytesAdded,
        @Nullable String tree) {

    public SnapshotStatus {
        id = Absent.toEmpty(id);
        paths = Absent.toEmpty(paths);
    }
}
