package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the run of a destination is. */
public enum RunPhase {
    /** The snapshot is looked for. */
    @JsonProperty("Selecting")
    SELECTING,

    /** The snapshot is pinned in {@code status.selectedSnapshot}, and written into the volume. */
    @JsonProperty("Restoring")
    RESTORING,

    /** The volume is good; a snapshot of it is taken. */
    @JsonProperty("Imaging")
    IMAGING,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
