package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is decided without a cluster. */
class PureRulesTest {

    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("pod")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();

    @Test
    void shouldExpandVariablesAsKubernetesDoes() {
        Map<String, String> environment = Map.of("A", "1", "B", "$x\\");

        assertThat(ContainerEnvironment.expand("$(A) $$(A) $(NONE) $A $$ $(B)", environment))
                .isEqualTo("1 $(A) $(NONE) $A $ $x\\");
    }

    @Test
    void shouldKeepPodsOffNodesTheyDoNotFit() {
        NodeState plain = new NodeState("node-a", Map.of("disk", "fast"), List.of());
        NodeState tainted = new NodeState(
                "node-b",
                Map.of(),
                List.of(new TaintBuilder()
                        .withKey("only")
                        .withValue("db")
                        .withEffect("NoSchedule")
                        .build()));
        Pod choosy = new PodBuilder(POD)
                .editSpec()
                .addToNodeSelector("disk", "fast")
                .endSpec()
                .build();
        Pod tolerant = new PodBuilder(POD)
                .editSpec()
                .addNewToleration("NoSchedule", "only", "Equal", null, "db")
                .endSpec()
                .build();

        assertThat(NodeFit.obstacle(choosy, plain)).isEmpty();
        assertThat(NodeFit.obstacle(choosy, tainted)).contains("node(s) didn't match Pod's node affinity/selector");
        assertThat(NodeFit.obstacle(POD, tainted)).contains("node(s) had untolerated taint(s) {only}");
        assertThat(NodeFit.obstacle(tolerant, tainted)).isEmpty();
    }

    @Test
    void shouldTakeTheFirstRuleOfAFailurePolicyThatApplies() {
        Job job = new JobBuilder()
                .withNewSpec()
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName("main")
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .endSpec()
                .build();

        assertThat(FailurePolicy.judge(job, failed(42, Optional.of("DisruptionTarget"))))
                .isEqualTo(new FailurePolicy.Verdict.Ignore());
        assertThat(FailurePolicy.judge(job, failed(42, Optional.empty())))
                .isEqualTo(new FailurePolicy.Verdict.FailJob(
                        "Container main for pod ns/pod failed with exit code 42 matching FailJob rule at index 1"));
        assertThat(FailurePolicy.judge(job, failed(1, Optional.empty()))).isEqualTo(new FailurePolicy.Verdict.Count());
    }

    @Test
    void shouldNameTheSamePodForTheSameAttempt() {
        Job job = new JobBuilder()
                .withNewMetadata()
                .withName("job")
                .withUid("5f0c7a52-0000-4000-8000-000000000000")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .build();

        String first = JobPods.pod(job, 0).getMetadata().getName();

        assertThat(first).matches("job-[a-z0-9]{5}");
        assertThat(JobPods.pod(job, 0).getMetadata().getName()).isEqualTo(first);
        assertThat(JobPods.pod(job, 1).getMetadata().getName()).isNotEqualTo(first);
    }

    private static Pod failed(int exitCode, Optional<String> condition) {
        PodBuilder pod = new PodBuilder(POD)
                .withNewStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus();
        condition.ifPresent(type -> pod.editStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .endCondition()
                .endStatus());
        return pod.build();
    }
}
