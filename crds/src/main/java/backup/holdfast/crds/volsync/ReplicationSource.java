package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** Backs a volume up to a restic repository. */
@Group(ReplicationResource.GROUP)
@Version(ReplicationResource.VERSION)
public final class ReplicationSource extends ReplicationResource<ReplicationSourceSpec> {

    @Override
    protected ReplicationSourceSpec initSpec() {
        return ReplicationSourceSpec.EMPTY;
    }
}
