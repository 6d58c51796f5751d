package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.restic} of a ReplicationDestination. Tokens, durations and {@code restoreAsOf} are kept as written: an instant
 * that cannot be read is refused, never taken for "the newest".
 */
@ApiRecord
public record ResticDestination(
        @Nullable String destinationPVC,
        @OmitZero boolean cleanupTempPVC,
        @OmitZero boolean cleanupCachePVC,
        @Nullable Integer previous,
        @Nullable String restoreAsOf,
        @Nullable String snapshotId,
        @OmitEmpty List<String> include,
        @OmitZero boolean enableFileDeletion,
        @Lenient @Nullable Overwrite overwrite,
        @OmitZero boolean verify,
        @Lenient @Nullable SafetyCopyMode safetyCopy,
        @Lenient @Nullable OnMissingSnapshot onMissingSnapshot,
        @Nullable String missingSnapshotWait,
        @Lenient @Nullable PopulateFrom populateFrom,
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

    public ResticDestination {
        include = Absent.toEmpty(include);
        cacheAccessModes = Absent.toEmpty(cacheAccessModes);
        accessModes = Absent.toEmpty(accessModes);
        moverPodLabels = Absent.toEmpty(moverPodLabels);
        moverVolumes = Absent.toEmpty(moverVolumes);
        moverTolerations = moverTolerations == null ? null : List.copyOf(moverTolerations);
        moverNodeSelector = Absent.toEmpty(moverNodeSelector);
    }
}
