package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a Job's pod failure policy makes of a failed pod. Pure. */
final class FailurePolicy {

    private FailurePolicy() {}

    /** The action of the first rule that applies. */
    sealed interface Verdict {
        /** Counts towards the backoff limit. */
        record Count() implements Verdict {}

        /** As if the pod had never been. */
        record Ignore() implements Verdict {}

        record FailJob(String message) implements Verdict {}
    }

    static Verdict judge(Job job, Pod pod) {
        List<PodFailurePolicyRule> rules = Optional.ofNullable(job.getSpec().getPodFailurePolicy())
                .map(policy -> policy.getRules())
                .orElse(List.of());
        for (int index = 0; index < rules.size(); index++) {
            PodFailurePolicyRule rule = rules.get(index);
            Optional<String> match = matches(rule, pod);
            if (match.isPresent()) {
                return switch (rule.getAction()) {
                    case "FailJob" -> new Verdict.FailJob(match.get() + " matching FailJob rule at index " + index);
                    case "Ignore" -> new Verdict.Ignore();
                    default -> new Verdict.Count();
                };
            }
        }
        return new Verdict.Count();
    }

    /** What of the pod the rule applies to, in words. */
    private static Optional<String> matches(PodFailurePolicyRule rule, Pod pod) {
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        if (rule.getOnExitCodes() != null) {
            return Stream.concat(
                            pod.getStatus().getContainerStatuses().stream(),
                            pod.getStatus().getInitContainerStatuses().stream())
                    .filter(status -> matches(rule.getOnExitCodes(), status))
                    .map(status -> "Container " + status.getName() + " for pod " + name + " failed with exit code "
                            + status.getState().getTerminated().getExitCode())
                    .findFirst();
        }
        return Optional.ofNullable(rule.getOnPodConditions()).orElse(List.of()).stream()
                .filter(pattern -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(pattern.getType())
                                && condition
                                        .getStatus()
                                        .equals(Optional.ofNullable(pattern.getStatus())
                                                .orElse("True"))))
                .map(pattern -> "Pod " + name + " has condition " + pattern.getType())
                .findFirst();
    }

    private static boolean matches(PodFailurePolicyOnExitCodesRequirement rule, ContainerStatus status) {
        if (status.getState() == null || status.getState().getTerminated() == null) {
            return false;
        }
        int exitCode = status.getState().getTerminated().getExitCode();
        boolean named =
                rule.getContainerName() == null || rule.getContainerName().equals(status.getName());
        boolean listed = rule.getValues().contains(exitCode);
        return exitCode != 0 && named && (rule.getOperator().equals("In") ? listed : !listed);
    }
}
