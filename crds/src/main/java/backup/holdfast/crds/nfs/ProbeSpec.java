package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.ApiRecord;
import org.jspecify.annotations.Nullable;

/** {@code spec.probe}. Durations are kept as written: whoever resolves them answers for them. */
@ApiRecord
public record ProbeSpec(
        @Nullable String interval,
        @Nullable String timeout,
        @Nullable Integer failureThreshold,
        @Nullable Integer successThreshold) {

    /** Nothing said. */
    public static final ProbeSpec DEFAULT = new ProbeSpec(null, null, null, null);
}
