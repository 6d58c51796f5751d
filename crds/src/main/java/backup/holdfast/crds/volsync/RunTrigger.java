package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What made a run start. */
public enum RunTrigger {
    /** Its slot came. */
    @JsonProperty("Schedule")
    SCHEDULE,

    /** {@code spec.trigger.manual} holds a new token. */
    @JsonProperty("Manual")
    MANUAL,

    /** The {@code requestedAt} annotation holds a new token. */
    @JsonProperty("Request")
    REQUEST,

    /** There is no trigger: runs follow one another. */
    @JsonProperty("Continuous")
    CONTINUOUS,

    /** The object is new. */
    @JsonProperty("Initial")
    INITIAL,

    /** A good backup whose forget or prune could not be finished. */
    @JsonProperty("Maintenance")
    MAINTENANCE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
