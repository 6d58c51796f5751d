package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How the workloads of a server are found. */
public enum Discovery {
    /** By what they mount. */
    @JsonProperty("Mounts")
    MOUNTS,

    /** By selectors and labels alone. */
    @JsonProperty("None")
    NONE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
