package backup.holdfast.crds.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * What the storage has of a snapshot. In no namespace. Spec and status are never null, whatever the object in the cluster lacks.
 */
@Group(VolumeSnapshot.GROUP)
@Version(VolumeSnapshot.VERSION)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class VolumeSnapshotContent
        extends CustomResource<VolumeSnapshotContentSpec, VolumeSnapshotContentStatus> {

    @Override
    protected VolumeSnapshotContentSpec initSpec() {
        return VolumeSnapshotContentSpec.EMPTY;
    }

    @Override
    protected VolumeSnapshotContentStatus initStatus() {
        return VolumeSnapshotContentStatus.EMPTY;
    }

    @Override
    public void setSpec(@Nullable VolumeSnapshotContentSpec spec) {
        super.setSpec(spec == null ? initSpec() : spec);
    }

    @Override
    public void setStatus(@Nullable VolumeSnapshotContentStatus status) {
        super.setStatus(status == null ? initStatus() : status);
    }
}
