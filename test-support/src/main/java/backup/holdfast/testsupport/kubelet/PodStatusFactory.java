package backup.holdfast.testsupport.kubelet;

import backup.holdfast.testsupport.kubelet.RunState.Running;
import backup.holdfast.testsupport.kubelet.RunState.Terminated;
import backup.holdfast.testsupport.kubelet.RunState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a kubelet would write about a pod. Pure. */
final class PodStatusFactory {

    private PodStatusFactory() {}

    /** The status of this pod on this record. */
    static PodStatus status(Pod pod, PodRecord podRecord) {
        Collection<RunState> states = podRecord.containers().values();
        String phase = podRecord.forcedPhase().orElseGet(() -> phase(podRecord));
        boolean initialized = podRecord.isInitialized();
        boolean runs = !states.isEmpty() && states.stream().allMatch(Running.class::isInstance);
        boolean ready = runs && !podRecord.isSilent();
        if (podRecord.isOnNode()) {
            podRecord.condition("PodReadyToStartContainers", hasStarted(podRecord), "", "");
            podRecord.condition("Initialized", initialized, "", "");
            String reason = runs ? "" : notReady(phase);
            podRecord.condition("Ready", ready, runs && !ready ? "NodeNotReady" : reason, "");
            podRecord.condition("ContainersReady", runs, reason, "");
        }
        List<PodCondition> conditions = podRecord.conditions();
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(phase)
                .withReason(podRecord.reason().orElse(null))
                .withMessage(podRecord.message().orElse(null))
                .withStartTime(podRecord.startTime().orElse(null))
                .withConditions(conditions)
                .withContainerStatuses(statuses(pod.getSpec().getContainers(), podRecord))
                .withInitContainerStatuses(statuses(pod.getSpec().getInitContainers(), podRecord));
        if (podRecord.isOnNode()) {
            status.withHostIP("127.0.0.1");
            if (hasStarted(podRecord)) {
                status.withPodIP("127.0.0.1").addNewPodIP("127.0.0.1");
            }
        }
        return status.build();
    }

    private static boolean hasStarted(PodRecord podRecord) {
        return podRecord.containers().values().stream().anyMatch(state -> !(state instanceof Waiting));
    }

    private static String notReady(String phase) {
        return switch (phase) {
            case "Succeeded" -> "PodCompleted";
            case "Failed" -> "PodFailed";
            default -> "ContainersNotReady";
        };
    }

    private static String phase(PodRecord podRecord) {
        Collection<RunState> states = podRecord.containers().values();
        if (podRecord.hasFailedToInitialize()) {
            return "Failed";
        }
        if (states.isEmpty() || states.stream().allMatch(Waiting.class::isInstance)) {
            return "Pending";
        }
        if (!states.stream().allMatch(Terminated.class::isInstance)) {
            return "Running";
        }
        return states.stream().allMatch(state -> state instanceof Terminated end && end.exitCode() == 0)
                ? "Succeeded"
                : "Failed";
    }

    private static List<ContainerStatus> statuses(List<Container> containers, PodRecord podRecord) {
        return containers.stream()
                .flatMap(container -> status(container, podRecord).stream())
                .toList();
    }

    private static Optional<ContainerStatus> status(Container container, PodRecord podRecord) {
        return podRecord.state(container.getName()).map(state -> {
            String id = state instanceof Waiting ? "" : podRecord.containerId(container.getName());
            return new ContainerStatusBuilder()
                    .withName(container.getName())
                    .withImage(container.getImage())
                    .withImageID(id.isEmpty() ? "" : container.getImage())
                    .withContainerID(id.isEmpty() ? null : id)
                    .withReady(state instanceof Running)
                    .withStarted(state instanceof Running)
                    .withRestartCount(0)
                    .withState(state.toStatus(id))
                    .build();
        });
    }
}
