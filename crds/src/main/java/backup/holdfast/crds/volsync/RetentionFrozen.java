package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why nothing is forgotten until somebody consents: how many snapshots of how many would go. */
@ApiRecord
public record RetentionFrozen(
        @Nullable String reason,
        @LenientTime @Nullable Instant since,
        @Nullable Integer wouldRemove,
        @Nullable Integer of) {}
