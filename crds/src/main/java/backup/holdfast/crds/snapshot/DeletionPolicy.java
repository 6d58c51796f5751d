package backup.holdfast.crds.snapshot;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the data when a snapshot is deleted. */
public enum DeletionPolicy {
    @JsonProperty("Delete")
    DELETE,

    @JsonProperty("Retain")
    RETAIN,

    /** A value this version does not know. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
