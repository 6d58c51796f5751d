package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.maintenance}: forget or prune left undone after a good backup. They are tried again by themselves; the backup is
 * not repeated for them.
 *
 * @param step forget or prune
 * @param slot of the sync they belong to
 * @param since when they first failed
 */
@ApiRecord
public record MaintenanceStatus(
        @Nullable String failureClass,
        @Nullable String step,
        @Nullable String message,
        @OmitZero int attempts,
        @LenientTime @Nullable Instant slot,
        @LenientTime @Nullable Instant since,
        @LenientTime @Nullable Instant lastAttempt) {}
