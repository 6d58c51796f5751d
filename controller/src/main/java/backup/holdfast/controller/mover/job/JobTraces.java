package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Everything that was made for the movers of one object: Jobs, the cache, the service account. */
record JobTraces(KubernetesClient client) {
    List<HasMetadata> of(RunOwner owner) {
        JobNames names = new JobNames(owner);
        String namespace = owner.namespace();
        List<HasMetadata> traces = new ArrayList<>();
        for (String name : names.jobs()) {
            traces.add(client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(name)
                    .get());
        }
        traces.add(client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(names.cacheClaim())
                .get());
        traces.add(client.serviceAccounts()
                .inNamespace(namespace)
                .withName(names.serviceAccount())
                .get());
        return traces.stream()
                .filter(Objects::nonNull)
                .filter(trace -> owner.owns(trace.getMetadata()))
                .toList();
    }

    /** Jobs with their pods. */
    void remove(HasMetadata trace) {
        if (trace.getMetadata().getDeletionTimestamp() == null) {
            client.resource(trace).delete();
        }
    }
}
