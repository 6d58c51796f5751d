package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How we know that a run has ended. */
public enum EndProof {
    /** The container's recorded termination. */
    @JsonProperty("Terminated")
    TERMINATED,

    /** The pod is gone without one: the weaker proof, and what an unknown value counts as. */
    @JsonEnumDefaultValue
    @JsonProperty("Vanished")
    VANISHED
}
