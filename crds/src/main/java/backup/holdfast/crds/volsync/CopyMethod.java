package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How the point-in-time copy of a volume is made. */
public enum CopyMethod {
    /** The volume itself is read or written. */
    @JsonProperty("Direct")
    DIRECT,

    /** VolSync's old name for {@link #DIRECT}. */
    @JsonProperty("None")
    NONE,

    /** A CSI clone of the volume. */
    @JsonProperty("Clone")
    CLONE,

    /** A volume made from a CSI snapshot. */
    @JsonProperty("Snapshot")
    SNAPSHOT,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
