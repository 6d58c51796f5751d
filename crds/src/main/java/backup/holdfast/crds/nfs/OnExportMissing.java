package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a living server that lacks an export counts as. */
public enum OnExportMissing {
    /** As up. */
    @JsonProperty("Ignore")
    IGNORE,

    /** As down. */
    @JsonProperty("Scale")
    SCALE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
