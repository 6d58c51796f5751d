package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What a cluster's controllers do to pods without asking their kubelets. */
final class Disruption {

    private static final String TARGET = "DisruptionTarget";

    private final ClusterView view;
    private final KubeApi api;
    private final PodBook book;
    private final Loop loop;

    Disruption(ClusterView view, KubeApi api, PodBook book, Loop loop) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.book = requireNonNull(book, "book is null");
        this.loop = requireNonNull(loop, "loop is null");
    }

    void evictByApi(Pod pod) {
        disrupt(pod, "EvictionByEvictionAPI", "Eviction API: evicting");
    }

    void evictByTaint(String node) {
        podsOn(node)
                .forEach(pod ->
                        disrupt(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"));
    }

    void collectPodsOf(String node) {
        for (Pod pod : podsOn(node)) {
            loop.call(() -> {
                PodRecord podRecord = book.of(pod);
                podRecord.condition(TARGET, true, "DeletionByPodGC", "PodGC: node no longer exists");
                podRecord.fail("", "");
                book.publish(pod);
                api.deleteNow(pod);
                return pod;
            });
        }
    }

    private void disrupt(Pod pod, String reason, String message) {
        loop.call(() -> {
            book.of(pod).condition(TARGET, true, reason, message);
            book.publish(pod);
            api.delete(pod);
            return pod;
        });
    }

    private List<Pod> podsOn(String node) {
        return view.pods().stream()
                .filter(pod -> node.equals(pod.getSpec().getNodeName()) && !JobPods.isOver(pod))
                .toList();
    }
}
