package backup.holdfast.controller.mover.job;

import static java.util.Comparator.comparing;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a mover has to run: a volume that only one node may use is reached on the node of the pod that uses it. Pure.
 *
 * @param node absent: anywhere
 * @param tolerations of the pod beside which the mover runs, so that it may go where that one went
 */
record NodePlacement(Optional<String> node, List<Toleration> tolerations) {
    static final NodePlacement ANYWHERE = new NodePlacement(Optional.empty(), List.of());

    private static final String READ_WRITE_MANY = "ReadWriteMany";
    private static final String ONE_POD = "ReadWriteOncePod";

    /**
     * For several volumes the first that needs a node decides.
     *
     * @param pods all of the namespace
     * @throws MoverRefusedException when a volume lets in no second pod
     */
    static NodePlacement of(List<VolumeSight> volumes, List<Pod> pods) {
        return volumes.stream()
                .map(volume -> beside(volume, pods))
                .filter(placement -> placement.node().isPresent())
                .findFirst()
                .orElse(ANYWHERE);
    }

    private static NodePlacement beside(VolumeSight volume, List<Pod> pods) {
        // A pod without a node uses nothing yet: it may be scheduled where it likes, or never.
        List<Pod> users = pods.stream()
                .filter(pod -> uses(pod, volume.name()) && hasNode(pod) && !isOver(pod) && !isMover(pod))
                .sorted(comparing(pod -> pod.getMetadata().getName()))
                .toList();
        if (users.isEmpty()) {
            return ANYWHERE;
        }
        if (volume.hasMode(ONE_POD)) {
            throw new MoverRefusedException(
                    FailureClass.VOLUME_IN_USE,
                    "PersistentVolumeClaim " + volume.name() + " is ReadWriteOncePod, and pod "
                            + users.get(0).getMetadata().getName() + " uses it");
        }
        if (volume.hasMode(READ_WRITE_MANY) || volume.isReadOnly()) {
            return ANYWHERE;
        }
        Pod user = users.stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .findFirst()
                .orElse(users.get(0));
        return new NodePlacement(
                Optional.of(user.getSpec().getNodeName()), user.getSpec().getTolerations());
    }

    private static boolean uses(Pod pod, String claim) {
        return pod.getSpec().getVolumes().stream()
                .flatMap(volume -> claimOf(pod, volume))
                .anyMatch(claim::equals);
    }

    private static Stream<String> claimOf(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Stream.of(volume.getPersistentVolumeClaim().getClaimName());
        }
        return volume.getEphemeral() == null
                ? Stream.empty()
                : Stream.of(pod.getMetadata().getName() + "-" + volume.getName());
    }

    private static boolean hasNode(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static boolean isMover(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && VolSyncKeys.CREATED_BY_VOLSYNC.equals(labels.get(VolSyncKeys.CREATED_BY));
    }
}
