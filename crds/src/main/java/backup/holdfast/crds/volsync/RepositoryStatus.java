package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the repository. {@code fingerprint} is the SHA-256 of the URL without credentials, {@code id} restic's own,
 * {@code createdBy} the run that created it, {@code firstSnapshotSeen} the proof that it ever held history of ours.
 */
@ApiRecord
public record RepositoryStatus(
        @Nullable String fingerprint,
        @Nullable String id,
        @Nullable String url,
        @LenientTime @Nullable Instant firstSnapshotSeen,
        @Nullable String createdBy) {}
