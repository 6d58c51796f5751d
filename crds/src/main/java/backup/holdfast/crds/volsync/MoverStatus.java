package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/** {@code status.latestMoverStatus}: VolSync's {@code Successful} or {@code Failed}, and the end of the mover's log. */
@ApiRecord
public record MoverStatus(@Nullable String result, @Nullable String logs) {

    public static final String SUCCESSFUL = "Successful";
    public static final String FAILED = "Failed";
}
