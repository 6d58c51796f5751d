package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Which existing files a restore replaces; restic's own rules. */
public enum Overwrite {
    /** Every file is written again where its content differs. */
    @JsonProperty("Always")
    ALWAYS,

    /** Only files whose size or time differs. */
    @JsonProperty("IfChanged")
    IF_CHANGED,

    /** Only files that are older than the snapshot's. */
    @JsonProperty("IfNewer")
    IF_NEWER,

    /** None; only missing files are written. */
    @JsonProperty("Never")
    NEVER,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
