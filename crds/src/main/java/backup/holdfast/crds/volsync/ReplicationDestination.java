package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** Restores a volume from a restic repository. */
@Group(ReplicationResource.GROUP)
@Version(ReplicationResource.VERSION)
public final class ReplicationDestination extends ReplicationResource<ReplicationDestinationSpec> {

    @Override
    protected ReplicationDestinationSpec initSpec() {
        return ReplicationDestinationSpec.EMPTY;
    }
}
