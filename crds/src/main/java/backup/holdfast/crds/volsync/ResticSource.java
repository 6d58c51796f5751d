package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code spec.restic} of a ReplicationSource. Tokens, durations and {@code retain} are kept as written. */
@ApiRecord
public record ResticSource(
        @Nullable Integer pruneIntervalDays,
        @Nullable Retain retain,
        Exclude exclude,
        @Nullable Boolean skipIfUnchanged,
        @Lenient @Nullable OnPartialRead onPartialRead,
        @Nullable String acceptChange,
        @Nullable String createRepository,
        @Lenient @Nullable Compression compression,
        @Nullable Integer packSizeMiB,
        @Nullable Integer readConcurrency,
        @Nullable Integer limitUploadKiBps,
        @Nullable String repository,
        @Nullable CustomCA customCA,
        @Nullable Identity identity,
        @Nullable String unlock,
        @Nullable String timeout,
        @Nullable Integer limitDownloadKiBps,
        @Nullable Quantity cacheCapacity,
        @Nullable String cacheStorageClassName,
        @OmitEmpty List<String> cacheAccessModes,
        @Lenient @Nullable CopyMethod copyMethod,
        @Nullable Quantity capacity,
        @Nullable String storageClassName,
        @OmitEmpty List<String> accessModes,
        @Nullable String volumeSnapshotClassName,
        @Nullable PodSecurityContext moverSecurityContext,
        @Nullable String moverServiceAccount,
        @OmitEmpty Map<String, String> moverPodLabels,
        @Nullable ResourceRequirements moverResources,
        @Nullable Affinity moverAffinity,
        @OmitEmpty List<MoverVolume> moverVolumes,
        @Nullable List<Toleration> moverTolerations,
        @OmitEmpty Map<String, String> moverNodeSelector,
        @Nullable String moverPriorityClassName)
        implements ResticOptions {

    public ResticSource {
        exclude = exclude == null ? Exclude.NOTHING : exclude;
        cacheAccessModes = Absent.toEmpty(cacheAccessModes);
        accessModes = Absent.toEmpty(accessModes);
        moverPodLabels = Absent.toEmpty(moverPodLabels);
        moverVolumes = Absent.toEmpty(moverVolumes);
        moverTolerations = moverTolerations == null ? null : List.copyOf(moverTolerations);
        moverNodeSelector = Absent.toEmpty(moverNodeSelector);
    }
}
