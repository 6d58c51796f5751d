package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code retain} would do, as asked for by {@code token}. {@code keep} and {@code remove} count all snapshots; the lists name
 * the oldest that would go and the newest that would stay.
 */
@ApiRecord
public record RetentionPreview(
        String token,
        @LenientTime @Nullable Instant at,
        @Nullable String policy,
        @Nullable Integer keep,
        @Nullable Integer remove,
        @OmitEmpty List<PreviewedSnapshot> removed,
        @OmitEmpty List<KeptSnapshot> kept) {

    public RetentionPreview {
        token = Absent.toEmpty(token);
        removed = Absent.toEmpty(removed);
        kept = Absent.toEmpty(kept);
    }
}
