package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The spec of a ReplicationDestination. */
@ApiRecord
public record ReplicationDestinationSpec(
        TriggerSpec trigger,
        @Nullable ResticDestination restic,
        @OmitZero boolean paused,
        @Nullable JsonNode external,
        @Nullable JsonNode rsync,
        @Nullable JsonNode rsyncTLS,
        @Nullable JsonNode rclone,
        @Nullable JsonNode kopia)
        implements ReplicationSpec {

    /** Nothing asked for. */
    public static final ReplicationDestinationSpec EMPTY =
            new ReplicationDestinationSpec(TriggerSpec.NONE, null, false, null, null, null, null, null);

    public ReplicationDestinationSpec {
        trigger = trigger == null ? TriggerSpec.NONE : trigger;
        external = Absent.toNull(external);
        rsync = Absent.toNull(rsync);
        rsyncTLS = Absent.toNull(rsyncTLS);
        rclone = Absent.toNull(rclone);
        kopia = Absent.toNull(kopia);
    }
}
