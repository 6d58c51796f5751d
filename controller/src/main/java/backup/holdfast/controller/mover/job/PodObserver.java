package backup.holdfast.controller.mover.job;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mover's pod says about its mover. The container alone counts, not the pod: a sidecar may live on, and a pod's phase becomes
 * Failed by hands that never saw whether its containers are gone. Pure.
 */
record PodObserver(RunId run, Instant now) {
    /** Volumes take a while to be made and scheduling to settle: sooner, nothing is wrong. */
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    /** Attaching and mounting can take minutes. */
    private static final Duration MOUNT_WITHIN = Duration.ofMinutes(5);

    /** What a node needs beyond the grace to say that a pod is gone. */
    private static final Duration CONFIRM_WITHIN = Duration.ofMinutes(1);

    private static final String OUT_OF_MEMORY = "OOMKilled";
    private static final String LOST_CONTAINER = "ContainerStatusUnknown";
    private static final Set<String> IMAGE_REASONS = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");
    private static final Set<String> CONTAINER_REASONS =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CreatePodSandboxError");
    private static final Set<String> NOT_STARTED_REASONS = Set.of("StartError", "ContainerCannotRun");

    MoverObservation observe(Pod pod) {
        PodStatus status = status(pod);
        ContainerState state = state(status);
        ContainerStateTerminated terminated = state.getTerminated();
        if (terminated != null) {
            return hasLostContainer(pod) ? lost(pod) : ended(status, terminated);
        }
        if ("Failed".equals(status.getPhase())) {
            return state.getRunning() == null && !isBeingRemoved(pod) ? neverStarted(status) : lost(pod);
        }
        if ("Unknown".equals(status.getPhase()) || isOverdue(pod)) {
            return lost(pod);
        }
        return state.getRunning() == null ? starting(pod, status) : new Running();
    }

    /** Whether the mover's container has ended, and a node has seen it. */
    static boolean hasEnded(Pod pod) {
        return state(status(pod)).getTerminated() != null && !hasLostContainer(pod);
    }

    /** Whether the node says that it can't tell what became of the mover's container. */
    static boolean hasLostContainer(Pod pod) {
        ContainerStateTerminated terminated = state(status(pod)).getTerminated();
        return terminated != null && LOST_CONTAINER.equals(terminated.getReason());
    }

    private MoverObservation ended(PodStatus status, ContainerStateTerminated terminated) {
        Optional<MoverOutcome> said = Optional.ofNullable(terminated.getMessage())
                .flatMap(message -> new OutcomeCodec().decode(message))
                .filter(outcome -> run.equals(outcome.runId()));
        String detail = detail(status, terminated);
        if (OUT_OF_MEMORY.equals(terminated.getReason())) {
            // Which process was killed is not known: if it was restic, the mover lived to tell.
            MoverOutcome outcome = said.map(it -> it.killedBy(FailureClass.OUT_OF_MEMORY))
                    .orElseGet(() -> MoverOutcome.cutOff(run, FailureClass.OUT_OF_MEMORY, detail, now));
            return new Ended(Optional.of(outcome), Proof.TERMINATED, detail);
        }
        if (said.isEmpty() && NOT_STARTED_REASONS.contains(String.valueOf(terminated.getReason()))) {
            return notStarted(detail + ": " + terminated.getMessage());
        }
        return new Ended(said, Proof.TERMINATED, detail);
    }

    private static String detail(PodStatus status, ContainerStateTerminated terminated) {
        String ended = "the mover's container ended with exit code " + terminated.getExitCode() + " ("
                + terminated.getReason() + ")";
        return disruption(status).map(why -> why + "; " + ended).orElse(ended);
    }

    /** Evicted, preempted, drained: said by the pod itself or by its condition. */
    private static Optional<String> disruption(PodStatus status) {
        if ("Evicted".equals(status.getReason())) {
            return Optional.of("the pod was evicted: " + status.getMessage());
        }
        return condition(status, "DisruptionTarget", "True")
                .map(condition -> "the pod was disrupted: " + condition.getReason()
                        + (condition.getMessage() == null ? "" : ", " + condition.getMessage()));
    }

    private MoverObservation neverStarted(PodStatus status) {
        Optional<ContainerStatus> broken = status.getInitContainerStatuses().stream()
                .filter(container -> Optional.ofNullable(container.getState())
                        .map(ContainerState::getTerminated)
                        .filter(ended -> ended.getExitCode() != 0)
                        .isPresent())
                .findFirst();
        if (broken.isPresent()) {
            return notStarted("init container " + broken.get().getName() + ", which is not Holdfast's, ended with exit"
                    + " code " + broken.get().getState().getTerminated().getExitCode());
        }
        String detail = "the mover's container did not start: "
                + Stream.of(status.getReason(), status.getMessage())
                        .filter(Objects::nonNull)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("the pod failed");
        return new Ended(Optional.empty(), Proof.VANISHED, detail);
    }

    private Ended notStarted(String detail) {
        return new Ended(
                Optional.of(MoverOutcome.notStarted(run, FailureClass.UNKNOWN, detail, now)), Proof.TERMINATED, detail);
    }

    private MoverObservation starting(Pod pod, PodStatus status) {
        Duration age = Duration.between(Instant.parse(pod.getMetadata().getCreationTimestamp()), now);
        if (age.compareTo(START_WITHIN) < 0) {
            return new Running();
        }
        Optional<PodCondition> unscheduled = condition(status, "PodScheduled", "False");
        if (unscheduled.isPresent()) {
            return waiting(
                    Cause.UNSCHEDULABLE,
                    unscheduled.get().getReason() + ": " + unscheduled.get().getMessage());
        }
        List<ContainerStateWaiting> waits = Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(ContainerState::getWaiting)
                .filter(Objects::nonNull)
                .toList();
        return waits.stream()
                .flatMap(wait -> obstacle(wait, age).stream())
                .findFirst()
                .<MoverObservation>map(Waiting::new)
                .orElseGet(Running::new);
    }

    private static Optional<MoverWait> obstacle(ContainerStateWaiting wait, Duration age) {
        String reason = String.valueOf(wait.getReason());
        String detail = wait.getMessage() == null ? reason : reason + ": " + wait.getMessage();
        if (IMAGE_REASONS.contains(reason)) {
            return Optional.of(new MoverWait(Cause.IMAGE, detail));
        }
        boolean mounts = reason.equals("ContainerCreating") && age.compareTo(MOUNT_WITHIN) > 0;
        return mounts || CONTAINER_REASONS.contains(reason)
                ? Optional.of(new MoverWait(Cause.CONTAINER, detail))
                : Optional.empty();
    }

    private static MoverObservation lost(Pod pod) {
        return waiting(
                Cause.NODE_LOST,
                "pod " + pod.getMetadata().getName() + " on node "
                        + pod.getSpec().getNodeName() + " has not been seen to end");
    }

    private static MoverObservation waiting(Cause cause, String detail) {
        return new Waiting(new MoverWait(cause, detail));
    }

    private static boolean isBeingRemoved(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null
                || condition(status(pod), "DisruptionTarget", "True")
                        .filter(condition -> "DeletionByPodGC".equals(condition.getReason()))
                        .isPresent();
    }

    /** Its deletion time, in which the grace is contained, has passed, and no node has confirmed it. */
    private boolean isOverdue(Pod pod) {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion != null && now.isAfter(Instant.parse(deletion).plus(CONFIRM_WITHIN));
    }

    private static Optional<PodCondition> condition(PodStatus status, String type, String truth) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && truth.equals(condition.getStatus()))
                .findFirst();
    }

    private static ContainerState state(PodStatus status) {
        return status.getContainerStatuses().stream()
                .filter(container -> JobTemplate.CONTAINER.equals(container.getName()))
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(ContainerState::new);
    }

    private static PodStatus status(Pod pod) {
        @Nullable PodStatus status = pod.getStatus();
        return status == null ? new PodStatus() : status;
    }
}
