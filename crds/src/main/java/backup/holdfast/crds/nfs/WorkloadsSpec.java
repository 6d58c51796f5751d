package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.Lenient;
import backup.holdfast.crds.volsync.OmitEmpty;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec.workloads}: what is scaled. */
@ApiRecord
public record WorkloadsSpec(
        @Lenient @Nullable Discovery discover,
        @OmitEmpty List<WorkloadSelector> selectors,
        @OmitEmpty List<String> namespaces,
        @OmitEmpty List<String> excludedNamespaces,
        @Nullable LabelSelector exclude,
        @Lenient @Nullable CronJobHandling cronJobs,
        @OmitEmpty List<KindReference> kinds) {

    /** Everything that mounts from a server. */
    public static final WorkloadsSpec DEFAULT =
            new WorkloadsSpec(null, List.of(), List.of(), List.of(), null, null, List.of());

    public WorkloadsSpec {
        selectors = Absent.toEmpty(selectors);
        namespaces = Absent.toEmpty(namespaces);
        excludedNamespaces = Absent.toEmpty(excludedNamespaces);
        kinds = Absent.toEmpty(kinds);
    }
}
