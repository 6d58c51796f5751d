package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the volume populator takes the data of a new claim. */
public enum PopulateFrom {
    /** From the repository, chosen when the claim asks. */
    @JsonProperty("Repository")
    REPOSITORY,

    /** From {@code status.latestImage}. */
    @JsonProperty("Image")
    IMAGE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
