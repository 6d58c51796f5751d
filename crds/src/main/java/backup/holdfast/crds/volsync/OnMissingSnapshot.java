package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a restore does when the repository holds no snapshot to restore. */
public enum OnMissingSnapshot {
    /** The restore fails. */
    @JsonProperty("Fail")
    FAIL,

    /** The volume is offered empty, and marked so. */
    @JsonProperty("Continue")
    CONTINUE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
