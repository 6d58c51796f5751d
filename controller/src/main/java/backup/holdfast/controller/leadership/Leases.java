package backup.holdfast.controller.leadership;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Where the lease is kept. Each call either answers soon or fails with a {@link io.fabric8.kubernetes.client.KubernetesClientException};
 * a write fails with code 409 when somebody else has written since the lease was read.
 */
interface Leases {
    @Nullable
    Lease read();

    void create(Lease lease);

    void replace(Lease lease);
}
