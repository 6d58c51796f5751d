package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an NfsScaler acts. */
public enum ScalerMode {
    /** It scales. */
    @JsonProperty("Enforce")
    ENFORCE,

    /** It tells what it would do; what was taken before still comes back. */
    @JsonProperty("Observe")
    OBSERVE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
