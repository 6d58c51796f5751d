package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.OmitEmpty;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/** One of {@code spec.workloads.selectors}: these labels need these servers, all of them when none is named. */
@ApiRecord
public record WorkloadSelector(@OmitEmpty List<String> servers, LabelSelector selector) {

    public WorkloadSelector {
        servers = Absent.toEmpty(servers);
        selector = selector == null ? new LabelSelector() : selector;
    }
}
