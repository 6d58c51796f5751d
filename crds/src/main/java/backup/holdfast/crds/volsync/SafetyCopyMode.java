package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a volume is saved into the repository before a restore writes over it. */
public enum SafetyCopyMode {
    /** It is, or nothing is restored. */
    @JsonProperty("Required")
    REQUIRED,

    /** It is where it can be; where it can't, there is no way back. */
    @JsonProperty("IfPossible")
    IF_POSSIBLE,

    /** It is not. */
    @JsonProperty("Never")
    NEVER,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
