package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code spec.restic} of a source and of a destination have in common. Defaults are not applied here. */
public sealed interface ResticOptions permits ResticSource, ResticDestination {

    /** Name of the Secret with the repository's URL, password and credentials. */
    @Nullable
    String repository();

    @Nullable
    CustomCA customCA();

    @Nullable
    Identity identity();

    /** Consent token: unlock once when it differs from {@code status.restic.lastUnlocked}. */
    @Nullable
    String unlock();

    /** Deadline of a run, a Go duration. */
    @Nullable
    String timeout();

    @Nullable
    Integer limitDownloadKiBps();

    @Nullable
    Quantity cacheCapacity();

    @Nullable
    String cacheStorageClassName();

    List<String> cacheAccessModes();

    @Nullable
    CopyMethod copyMethod();

    @Nullable
    Quantity capacity();

    @Nullable
    String storageClassName();

    List<String> accessModes();

    @Nullable
    String volumeSnapshotClassName();

    @Nullable
    PodSecurityContext moverSecurityContext();

    @Nullable
    String moverServiceAccount();

    Map<String, String> moverPodLabels();

    @Nullable
    ResourceRequirements moverResources();

    @Nullable
    Affinity moverAffinity();

    List<MoverVolume> moverVolumes();

    /** Null: those of the workload are copied where it matters. Empty: none at all. */
    @Nullable
    List<Toleration> moverTolerations();

    Map<String, String> moverNodeSelector();

    @Nullable
    String moverPriorityClassName();
}
