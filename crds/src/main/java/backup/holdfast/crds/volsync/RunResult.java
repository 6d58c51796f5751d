package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run ended. */
public enum RunResult {
    /** Everything asked for was done. */
    @JsonProperty("Succeeded")
    SUCCEEDED,

    /** Nothing had changed, so no snapshot was made. */
    @JsonProperty("Unchanged")
    UNCHANGED,

    /** The volume holds nothing, so no snapshot was made. */
    @JsonProperty("Empty")
    EMPTY,

    /** A snapshot was made without the files that could not be read. */
    @JsonProperty("PartialRead")
    PARTIAL_READ,

    /** See the failure class. */
    @JsonProperty("Failed")
    FAILED,

    /** We stopped it ourselves. */
    @JsonProperty("Cancelled")
    CANCELLED,

    /** There was nothing to restore, and the policy said to go on. */
    @JsonProperty("NoSnapshot")
    NO_SNAPSHOT,

    /** Nobody could read the outcome, or this version does not know it: look in the repository. */
    @JsonEnumDefaultValue
    @JsonProperty("Unknown")
    UNKNOWN
}
