package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;

/** What has become of one container. */
sealed interface RunState {

    /** As a pod's status shows it. */
    io.fabric8.kubernetes.api.model.ContainerState toStatus(String containerId);

    /** Not started, for this reason. */
    record Waiting(String reason, String message) implements RunState {
        public Waiting {
            requireNonNull(reason, "reason is null");
            requireNonNull(message, "message is null");
        }

        @Override
        public io.fabric8.kubernetes.api.model.ContainerState toStatus(String containerId) {
            return new ContainerStateBuilder()
                    .withNewWaiting()
                    .withReason(reason)
                    .withMessage(message.isEmpty() ? null : message)
                    .endWaiting()
                    .build();
        }
    }

    /** At work since. */
    record Running(String startedAt) implements RunState {
        public Running {
            requireNonNull(startedAt, "startedAt is null");
        }

        @Override
        public io.fabric8.kubernetes.api.model.ContainerState toStatus(String containerId) {
            return new ContainerStateBuilder()
                    .withNewRunning()
                    .withStartedAt(startedAt)
                    .endRunning()
                    .build();
        }
    }

    /** Over. */
    record Terminated(int exitCode, String reason, String message, String startedAt, String finishedAt)
            implements RunState {
        public Terminated {
            requireNonNull(reason, "reason is null");
            requireNonNull(message, "message is null");
            requireNonNull(startedAt, "startedAt is null");
            requireNonNull(finishedAt, "finishedAt is null");
        }

        @Override
        public io.fabric8.kubernetes.api.model.ContainerState toStatus(String containerId) {
            return new ContainerStateBuilder()
                    .withNewTerminated()
                    .withExitCode(exitCode)
                    .withReason(reason)
                    .withMessage(message.isEmpty() ? null : message)
                    .withStartedAt(startedAt.isEmpty() ? null : startedAt)
                    .withFinishedAt(finishedAt.isEmpty() ? null : finishedAt)
                    .withContainerID(containerId.isEmpty() ? null : containerId)
                    .endTerminated()
                    .build();
        }
    }
}
