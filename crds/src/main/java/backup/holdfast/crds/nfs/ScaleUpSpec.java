package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.ApiRecord;
import org.jspecify.annotations.Nullable;

/** {@code spec.scaleUp}: how many workloads come back at once, and how long to wait before the next. */
@ApiRecord
public record ScaleUpSpec(
        @Nullable Integer atOnce, @Nullable String every) {

    /** Nothing said. */
    public static final ScaleUpSpec DEFAULT = new ScaleUpSpec(null, null);
}
