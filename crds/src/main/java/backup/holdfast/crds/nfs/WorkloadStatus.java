package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.LenientTime;
import backup.holdfast.crds.volsync.OmitEmpty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code status.workloads}. */
@ApiRecord
public record WorkloadStatus(
        String apiVersion,
        String kind,
        String namespace,
        String name,
        @OmitEmpty List<String> servers,
        String state,
        @Nullable Integer replicas,
        @LenientTime @Nullable Instant since,
        @Nullable String message) {

    public WorkloadStatus {
        apiVersion = Absent.toEmpty(apiVersion);
        kind = Absent.toEmpty(kind);
        namespace = Absent.toEmpty(namespace);
        name = Absent.toEmpty(name);
        servers = Absent.toEmpty(servers);
        state = Absent.toEmpty(state);
    }
}
