package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.OmitEmpty;
import backup.holdfast.crds.volsync.OmitZero;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of an NfsScaler. */
@ApiRecord
public record NfsScalerStatus(
        @Nullable Long observedGeneration,
        @OmitEmpty List<Condition> conditions,
        @OmitEmpty List<ServerStatus> servers,
        @Nullable Integer watched,
        @Nullable Integer held,
        @OmitEmpty List<WorkloadStatus> workloads,
        @OmitZero int omittedWorkloads) {

    public static final int MAX_WORKLOADS = 250;

    /** Nothing known yet. */
    public static final NfsScalerStatus EMPTY =
            new NfsScalerStatus(null, List.of(), List.of(), null, null, List.of(), 0);

    public NfsScalerStatus {
        conditions = Absent.toEmpty(conditions);
        servers = Absent.toEmpty(servers);
        workloads = Absent.toEmpty(workloads);
    }

    public Optional<ServerStatus> server(String name) {
        return servers.stream().filter(it -> it.name().equals(name)).findFirst();
    }
}
