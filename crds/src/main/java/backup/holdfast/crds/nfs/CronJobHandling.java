package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of CronJobs while their server is gone. */
public enum CronJobHandling {
    /** They are suspended. */
    @JsonProperty("Suspend")
    SUSPEND,

    /** They are left alone. */
    @JsonProperty("Leave")
    LEAVE,

    /** A value this version does not know: refuse it, do not guess. */
    @JsonEnumDefaultValue
    @JsonProperty("Unrecognized")
    UNRECOGNIZED
}
