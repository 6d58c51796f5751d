package backup.holdfast.crds.nfs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Takes workloads to zero while the NFS server they mount from is gone. In no namespace. Spec and status are never null, whatever
 * the object in the cluster lacks.
 */
@Group(NfsScaler.GROUP)
@Version(NfsScaler.VERSION)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class NfsScaler extends CustomResource<NfsScalerSpec, NfsScalerStatus> {

    /** The API group of Holdfast's own kinds. */
    public static final String GROUP = "holdfast.backup";

    public static final String VERSION = "v1alpha1";

    @Override
    protected NfsScalerSpec initSpec() {
        return NfsScalerSpec.EMPTY;
    }

    @Override
    protected NfsScalerStatus initStatus() {
        return NfsScalerStatus.EMPTY;
    }

    @Override
    public void setSpec(@Nullable NfsScalerSpec spec) {
        super.setSpec(spec == null ? initSpec() : spec);
    }

    @Override
    public void setStatus(@Nullable NfsScalerStatus status) {
        super.setStatus(status == null ? initStatus() : status);
    }
}
