package backup.holdfast.nfsscaler.workload;

import backup.holdfast.crds.nfs.CronJobHandling;
import backup.holdfast.nfsscaler.settings.Selection;
import backup.holdfast.nfsscaler.workload.WorkloadKind.Means;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which workloads are never scaled whoever asks, and which somebody asked to leave alone. */
final class Exemptions {

    /** Label of a workload: {@code false} leaves it alone; {@code true} or the name of a server asks for it to be scaled. */
    static final String OPT = "holdfast.backup/nfs-scaler";

    private static final String OUT = "false";
    private static final String KUBE_SYSTEM = "kube-system";
    private static final List<String> OWN_LABELS = List.of("app.kubernetes.io/name", "app.kubernetes.io/part-of");

    private Exemptions() {}

    /** Why the workload is not scaled, in a sentence; empty if it is. */
    static Optional<String> of(Workload workload, Selection selection) {
        if (workload.namespace().equals(KUBE_SYSTEM)) {
            return Optional.of("Nothing in kube-system is scaled.");
        }
        if (OWN_LABELS.stream()
                .anyMatch(label -> "holdfast".equals(workload.labels().get(label)))) {
            return Optional.of("Holdfast does not scale itself.");
        }
        if (isStorageDriver(workload)) {
            return Optional.of("CSI drivers are not scaled: volumes could not be unmounted without them.");
        }
        if (OUT.equals(workload.labels().get(OPT))) {
            return Optional.of("Its label " + OPT + " says so.");
        }
        if (selection
                .exclude()
                .filter(it -> Labels.match(it, workload.labels()))
                .isPresent()) {
            return Optional.of("spec.workloads.exclude says so.");
        }
        if (workload.kind().means() == Means.NONE) {
            return Optional.of("A DaemonSet has no replicas to take. Its pods hang while the server is gone.");
        }
        if (workload.kind().means() == Means.SUSPEND && selection.cronJobs() == CronJobHandling.LEAVE) {
            return Optional.of("spec.workloads.cronJobs says so.");
        }
        return workload.controller()
                .map(owner -> "It belongs to " + owner.getKind() + " " + owner.getName()
                        + ", which decides on its replicas: scale that, or label it if it has a scale subresource.");
    }

    /** By what all CSI drivers share: an endpoint that the kubelet or a sidecar is told of. */
    private static boolean isStorageDriver(Workload workload) {
        return mentions(workload.podSpec().get("containers"), "CSI_ENDPOINT")
                || mentions(workload.podSpec().get("containers"), "--csi-address")
                || mentions(workload.podSpec().get("volumes"), "/kubelet/plugins");
    }

    private static boolean mentions(@Nullable Object tree, String word) {
        if (tree instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(value -> mentions(value, word));
        }
        if (tree instanceof Collection<?> list) {
            return list.stream().anyMatch(value -> mentions(value, word));
        }
        return tree instanceof String text && text.contains(word);
    }
}
