package backup.holdfast.crds.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A snapshot of a claim's volume. Spec and status are never null, whatever the object in the cluster lacks. */
@Group(VolumeSnapshot.GROUP)
@Version(VolumeSnapshot.VERSION)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class VolumeSnapshot extends CustomResource<VolumeSnapshotSpec, VolumeSnapshotStatus>
        implements Namespaced {

    /** The API group of all kinds of snapshots. */
    public static final String GROUP = "snapshot.storage.k8s.io";

    public static final String VERSION = "v1";

    @Override
    protected VolumeSnapshotSpec initSpec() {
        return VolumeSnapshotSpec.EMPTY;
    }

    @Override
    protected VolumeSnapshotStatus initStatus() {
        return VolumeSnapshotStatus.EMPTY;
    }

    @Override
    public void setSpec(@Nullable VolumeSnapshotSpec spec) {
        super.setSpec(spec == null ? initSpec() : spec);
    }

    @Override
    public void setStatus(@Nullable VolumeSnapshotStatus status) {
        super.setStatus(status == null ? initStatus() : status);
    }
}
