package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The records of all pods, and what was last written of each. */
final class PodBook {

    private final KubeApi api;
    private final Map<String, PodRecord> records = new HashMap<>();
    private final Map<String, PodStatus> written = new HashMap<>();

    PodBook(KubeApi api) {
        this.api = requireNonNull(api, "api is null");
    }

    PodRecord of(Pod pod) {
        return records.computeIfAbsent(pod.getMetadata().getUid(), uid -> new PodRecord(uid, api::now));
    }

    /** Writes the pod's status unless that is what it was told last. */
    void publish(Pod pod) {
        PodStatus status = PodStatusFactory.status(pod, of(pod));
        String uid = pod.getMetadata().getUid();
        if (!status.equals(written.get(uid))) {
            api.patchStatus(pod, status);
            written.put(uid, status);
        }
    }

    /** Forgets the pods that are gone. */
    void keepOnly(Set<String> uids) {
        records.keySet().retainAll(uids);
        written.keySet().retainAll(uids);
    }
}
