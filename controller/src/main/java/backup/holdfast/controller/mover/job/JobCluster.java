package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** Movers' Jobs and pods at the API server, asked for one by one: what a watch has heard may be old. */
record JobCluster(KubernetesClient client) {

    Optional<Job> job(RunOwner owner, String name) {
        return Optional.ofNullable(client.batch()
                .v1()
                .jobs()
                .inNamespace(owner.namespace())
                .withName(name)
                .get());
    }

    List<Pod> pods(RunOwner owner, RunId run) {
        return client.pods()
                .inNamespace(owner.namespace())
                .withLabel(HoldfastKeys.RUN, run.value())
                .list()
                .getItems();
    }

    /** What the cluster's Events of this reason say about an object: newest last. */
    List<String> troubles(HasMetadata object, String reason) {
        return client
                .v1()
                .events()
                .inNamespace(object.getMetadata().getNamespace())
                .withField("involvedObject.uid", object.getMetadata().getUid())
                .list()
                .getItems()
                .stream()
                .filter(event -> reason.equals(event.getReason()))
                .map(Event::getMessage)
                .distinct()
                .toList();
    }

    /** Does nothing where there is one of that name: whoever made it came first. */
    void create(Job job) {
        try {
            client.resource(job).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** With its pods, which have ended. Only as it was seen: by now another controller may have made its own of that name. */
    void remove(Job job) {
        client.resource(job)
                .lockResourceVersion(job.getMetadata().getResourceVersion())
                .delete();
    }

    /** Its containers get SIGTERM and the grace of the pod. */
    void remove(Pod pod) {
        client.resource(pod).delete();
    }
}
