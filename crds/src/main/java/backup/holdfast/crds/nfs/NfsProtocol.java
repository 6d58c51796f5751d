package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Which NFS a server is asked in. */
public enum NfsProtocol {
    /** Version 4, then version 3. */
    @JsonProperty("auto")
    AUTO,

    /** Version 3. */
    @JsonProperty("v3")
    V3,

    /** Version 4. */
    @JsonProperty("v4")
    V4,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
