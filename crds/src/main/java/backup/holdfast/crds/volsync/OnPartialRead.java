package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a backup that could not read every file counts as. */
public enum OnPartialRead {
    /** The run failed; its snapshot is kept. */
    @JsonProperty("Fail")
    FAIL,

    /** The run succeeded. */
    @JsonProperty("Accept")
    ACCEPT,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
