package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The spec of a ReplicationSource. */
@ApiRecord
public record ReplicationSourceSpec(
        @Nullable String sourcePVC,
        TriggerSpec trigger,
        @Nullable ResticSource restic,
        @OmitZero boolean paused,
        @Nullable JsonNode external,
        @Nullable JsonNode rsync,
        @Nullable JsonNode rsyncTLS,
        @Nullable JsonNode rclone,
        @Nullable JsonNode syncthing,
        @Nullable JsonNode kopia)
        implements ReplicationSpec {

    /** Nothing asked for. */
    public static final ReplicationSourceSpec EMPTY =
            new ReplicationSourceSpec(null, TriggerSpec.NONE, null, false, null, null, null, null, null, null);

    public ReplicationSourceSpec {
        trigger = trigger == null ? TriggerSpec.NONE : trigger;
        external = Absent.toNull(external);
        rsync = Absent.toNull(rsync);
        rsyncTLS = Absent.toNull(rsyncTLS);
        rclone = Absent.toNull(rclone);
        syncthing = Absent.toNull(syncthing);
        kopia = Absent.toNull(kopia);
    }
}
