package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.Lenient;
import backup.holdfast.crds.volsync.OmitEmpty;
import backup.holdfast.crds.volsync.OmitZero;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spec of an NfsScaler. */
@ApiRecord
public record NfsScalerSpec(
        @OmitEmpty List<NfsServer> servers,
        ProbeSpec probe,
        WorkloadsSpec workloads,
        ScaleUpSpec scaleUp,
        @Lenient @Nullable OnExportMissing onExportMissing,
        @Nullable Witness witness,
        @Lenient @Nullable ScalerMode mode,
        @OmitZero boolean paused) {

    /** Nothing asked for. */
    public static final NfsScalerSpec EMPTY = new NfsScalerSpec(
            List.of(), ProbeSpec.DEFAULT, WorkloadsSpec.DEFAULT, ScaleUpSpec.DEFAULT, null, null, null, false);

    public NfsScalerSpec {
        servers = Absent.toEmpty(servers);
        probe = probe == null ? ProbeSpec.DEFAULT : probe;
        workloads = workloads == null ? WorkloadsSpec.DEFAULT : workloads;
        scaleUp = scaleUp == null ? ScaleUpSpec.DEFAULT : scaleUp;
    }
}
