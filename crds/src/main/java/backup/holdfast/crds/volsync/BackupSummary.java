package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The size of one backup, kept to notice a volume that was emptied. */
@ApiRecord
public record BackupSummary(
        @LenientTime @Nullable Instant time,
        @OmitZero long files,
        @OmitZero long bytes) {}
