package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/** What both kinds have in common. Spec and status are never null, whatever the object in the cluster lacks. */
@JsonIgnoreProperties(ignoreUnknown = true)
public abstract class ReplicationResource<S extends ReplicationSpec> extends CustomResource<S, ReplicationStatus>
        implements Namespaced {

    /** The API group of both kinds: VolSync's. */
    public static final String GROUP = "volsync.backube";

    public static final String VERSION = "v1alpha1";

    @Override
    protected abstract S initSpec();

    @Override
    protected ReplicationStatus initStatus() {
        return ReplicationStatus.EMPTY;
    }

    @Override
    public void setSpec(@Nullable S spec) {
        super.setSpec(spec == null ? initSpec() : spec);
    }

    @Override
    public void setStatus(@Nullable ReplicationStatus status) {
        super.setStatus(status == null ? initStatus() : status);
    }
}
