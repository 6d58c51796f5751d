package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot that would stay, by its short id, with the rules that hold it; none where everything is kept. */
@ApiRecord
public record KeptSnapshot(
        String id,
        @LenientTime @Nullable Instant time,
        @OmitEmpty List<String> reasons) {

    public KeptSnapshot {
        id = Absent.toEmpty(id);
        reasons = Absent.toEmpty(reasons);
    }
}
