package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** restic's compression levels. */
public enum Compression {
    /** restic's default. */
    @JsonProperty("auto")
    AUTO,

    /** None. */
    @JsonProperty("off")
    OFF,

    /** Least work. */
    @JsonProperty("fastest")
    FASTEST,

    /** More work than auto. */
    @JsonProperty("better")
    BETTER,

    /** Most work. */
    @JsonProperty("max")
    MAX,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
