package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import backup.holdfast.testsupport.cluster.ClusterTest;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a Job to a process and back to the Job's status. */
@ClusterTest
class RunningJobsIT {

    @AutoClose
    private TestKubelet kubelet;

    private JobFixture jobs;

    @BeforeEach
    void start(KubernetesClient client) {
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("shell", ContainerImage.command("sh", "-c"))
                .start();
        jobs = new JobFixture(client);
    }

    @Test
    void shouldRunAJobToItsEnd() {
        Job job = jobs.create("greeting", "echo hello; printf done > /dev/termination-log");

        assertThat(jobs.awaitEnd("greeting"))
                .extracting(JobCondition::getType, JobCondition::getReason)
                .containsExactly("Complete", "CompletionsReached");
        PodHandle handle = kubelet.awaitPod("greeting");
        Pod pod = handle.awaitEnd();
        assertThat(handle.logs()).isEqualTo("hello\n");
        assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
        ContainerStateTerminated end = terminated(pod);
        assertThat(end)
                .extracting(
                        ContainerStateTerminated::getExitCode,
                        ContainerStateTerminated::getReason,
                        ContainerStateTerminated::getMessage)
                .containsExactly(0, "Completed", "done");
        assertThat(end.getStartedAt()).isNotEmpty();
        assertThat(end.getFinishedAt()).isNotEmpty();
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("holdfast.backup/run", "run-1")
                .containsEntry("batch.kubernetes.io/job-name", "greeting")
                .containsEntry(
                        "batch.kubernetes.io/controller-uid", job.getMetadata().getUid());
        assertThat(pod.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner ->
                        assertThat(owner.getUid()).isEqualTo(job.getMetadata().getUid()));
        assertThat(pod.getStatus().getConditions())
                .extracting(PodCondition::getType, PodCondition::getStatus)
                .containsExactlyInAnyOrder(
                        tuple("PodScheduled", "True"),
                        tuple("PodReadyToStartContainers", "True"),
                        tuple("Initialized", "True"),
                        tuple("Ready", "False"),
                        tuple("ContainersReady", "False"));
        Job ended = jobs.now("greeting");
        assertThat(ended.getStatus().getSucceeded()).isEqualTo(1);
        assertThat(ended.getStatus().getActive()).isIn(null, 0);
        assertThat(ended.getStatus().getStartTime()).isNotEmpty();
        assertThat(ended.getStatus().getCompletionTime()).isNotEmpty();
        assertThat(jobs.eventsAbout("Job", "greeting")).contains("SuccessfulCreate", "Completed");
    }

    @Test
    void shouldFailAJobWhoseContainerFails() {
        jobs.create("failing", "echo msg > /dev/termination-log; exit 3");

        assertThat(jobs.awaitEnd("failing"))
                .extracting(JobCondition::getType, JobCondition::getReason, JobCondition::getMessage)
                .containsExactly("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        Pod pod = kubelet.awaitPod("failing").awaitEnd();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(terminated(pod))
                .extracting(
                        ContainerStateTerminated::getExitCode,
                        ContainerStateTerminated::getReason,
                        ContainerStateTerminated::getMessage)
                .containsExactly(3, "Error", "msg\n");
        assertThat(jobs.now("failing").getStatus().getFailed()).isEqualTo(1);
    }

    private static ContainerStateTerminated terminated(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated();
    }
}
