package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.testsupport.cluster.ClusterTest;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can befall pods, and how their status and their Job's tell it. */
@ClusterTest
class PodFaultsIT {

    private static final String UNTIL_TOLD =
            "trap 'echo told; printf \"told to end\" > /dev/termination-log; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    private static final String FOR_EVER = "echo ready; while :; do sleep 0.05; done";

    @AutoClose
    private TestKubelet kubelet;

    private KubernetesClient client;
    private JobFixture jobs;

    @BeforeEach
    void start(KubernetesClient ofTest) {
        client = ofTest;
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .node("node-b")
                .image("shell", ContainerImage.command("sh", "-c"))
                .start();
        jobs = new JobFixture(client);
    }

    @Test
    void shouldEvictAPodThatItsNodeHasNoRoomFor() {
        PodHandle handle = ready(FOR_EVER);

        handle.evict();

        Pod pod = handle.awaitEnd();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(pod.getStatus().getReason()).isEqualTo("Evicted");
        assertThat(condition(pod, "DisruptionTarget").getReason()).isEqualTo("TerminationByKubelet");
        assertThat(end(pod)).isEqualTo("137 Error null");
        assertThat(jobs.awaitEnd("job"))
                .extracting(JobCondition::getReason, JobCondition::getMessage)
                .containsExactly(
                        "PodFailurePolicy",
                        "Pod " + client.getNamespace() + "/" + handle.name()
                                + " has condition DisruptionTarget matching FailJob rule at index 0");
        assertThat(jobs.now("job").getStatus().getFailed()).isEqualTo(1);
    }

    @Test
    void shouldLetADrainedPodTidyUp() {
        PodHandle handle = ready(UNTIL_TOLD);

        handle.drain();

        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("PodFailurePolicy");
        handle.awaitGone();
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void shouldGiveADeletedPodItsGraceAndNoMore() {
        PodHandle patient = ready(FOR_EVER);

        client.pods().withName(patient.name()).withGracePeriod(1).delete();

        patient.awaitGone();
        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void shouldKillAContainerForItsMemory() {
        PodHandle handle = ready("printf 'not to be read' > /dev/null; " + FOR_EVER);

        handle.killByMemory();

        assertThat(end(handle.awaitEnd())).isEqualTo("137 OOMKilled null");
        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void shouldKillOneProgramOfAContainerForItsMemory() {
        PodHandle handle =
                ready("echo ready; sleep 1000; printf \"child ended with $?\" > /dev/termination-log; exit 4");

        await().atMost(JobFixture.SOON).until(() -> handle.killChildByMemory("sleep"), killed -> killed == 1);

        assertThat(end(handle.awaitEnd())).isEqualTo("4 Error child ended with 137");
    }

    @Test
    void shouldFreezeAndThaw() {
        PodHandle handle = ready("echo ready; while :; do echo tick; sleep 0.01; done");

        handle.freeze();

        // What it had written by then, once the signal has reached all of it.
        await().atMost(JobFixture.SOON).pollInterval(Duration.ofMillis(300)).until(handle::logs, new Unchanged()::test);
        assertThat(handle.isAlive()).isTrue();
        int frozen = handle.logs().length();
        handle.thaw();
        await().atMost(JobFixture.SOON).until(() -> handle.logs().length() > frozen);
    }

    @Test
    void shouldLeaveAPodUnscheduled() {
        kubelet.pods().leaveUnscheduled("1 Insufficient memory");
        jobs.create("job", "echo started");
        PodHandle handle = kubelet.awaitPod("job");

        Pod pod = handle.await(
                "is refused", found -> !found.getStatus().getConditions().isEmpty());

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(condition(pod, "PodScheduled"))
                .extracting(PodCondition::getStatus, PodCondition::getReason, PodCondition::getMessage)
                .containsExactly("False", "Unschedulable", "0/2 nodes are available: 1 Insufficient memory.");
        kubelet.pods().heal();
        assertThat(handle.awaitEnd().getStatus().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void shouldFailToPullAnImage() {
        kubelet.pods().withholdImage("shell");
        jobs.create("job", "echo started");
        PodHandle handle = kubelet.awaitPod("job");

        handle.await("backs off", pod -> waiting(pod).equals("ImagePullBackOff"));

        kubelet.pods().heal();
        assertThat(handle.awaitEnd().getStatus().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void shouldTellTheJobThatPodsAreRefused() {
        kubelet.pods().refuseCreation("exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1");
        jobs.create("job", "echo started");

        await().atMost(JobFixture.SOON)
                .untilAsserted(
                        () -> assertThat(jobs.messagesAbout("Job", "job"))
                                .singleElement()
                                .asString()
                                .startsWith("Error creating: pods \"job-")
                                .endsWith(
                                        "is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1"));
        assertThat(jobs.eventsAbout("Job", "job")).containsExactly("FailedCreate");

        kubelet.pods().heal();
        assertThat(jobs.awaitEnd("job").getType()).isEqualTo("Complete");
    }

    @Test
    void shouldEndAJobAtItsDeadline() {
        jobs.create(new JobBuilder(JobFixture.job("job", UNTIL_TOLD, pod -> pod))
                .editSpec()
                .withActiveDeadlineSeconds(2L)
                .endSpec()
                .build());

        assertThat(jobs.awaitEnd("job"))
                .extracting(JobCondition::getType, JobCondition::getReason)
                .containsExactly("Failed", "DeadlineExceeded");
        await().untilAsserted(() -> assertThat(client.pods().list().getItems()).isEmpty());
    }

    @Test
    void shouldTryAgainUpToTheBackoffLimit() {
        jobs.create(new JobBuilder(JobFixture.job("job", "exit 1", pod -> pod))
                .editSpec()
                .withBackoffLimit(1)
                .withPodFailurePolicy(null)
                .endSpec()
                .build());

        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("BackoffLimitExceeded");
        assertThat(jobs.now("job").getStatus().getFailed()).isEqualTo(2);
        assertThat(client.pods().list().getItems()).hasSize(2);
    }

    @Test
    void shouldTakeThePodsOfADeletedJobAlong() {
        PodHandle handle = ready(UNTIL_TOLD);

        client.batch().v1().jobs().withName("job").delete();

        handle.awaitGone();
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void shouldHearNothingOfALostNodeUntilItComesBack() {
        PodHandle handle = ready(UNTIL_TOLD);
        NodeHandle node = kubelet.node(nodeOf(handle));

        node.lose();

        Pod lost = handle.await(
                "is not ready", pod -> condition(pod, "Ready").getStatus().equals("False"));
        assertThat(lost.getStatus().getPhase()).isEqualTo("Running");
        node.evictPods();
        Pod evicted = handle.await("is being deleted", pod -> pod.getMetadata().getDeletionTimestamp() != null);
        assertThat(condition(evicted, "DisruptionTarget").getReason()).isEqualTo("DeletionByTaintManager");
        assertThat(handle.isAlive()).as("nobody there has heard of it").isTrue();
        assertThat(jobs.conditions("job")).as("the old pod may still run").isEmpty();

        node.comeBack();

        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("PodFailurePolicy");
        handle.awaitGone();
    }

    @Test
    void shouldKnowNothingOfContainersThatDiedWithTheirNode() {
        PodHandle handle = ready(FOR_EVER);
        NodeHandle node = kubelet.node(nodeOf(handle));

        node.powerOff();
        handle.await("is not ready", pod -> condition(pod, "Ready").getStatus().equals("False"));
        assertThat(handle.isAlive()).isFalse();
        node.comeBack();

        Pod pod = handle.awaitEnd();
        assertThat(end(pod))
                .isEqualTo("137 ContainerStatusUnknown The container could not be located when the pod was terminated");
    }

    @Test
    void shouldKnowNothingOfContainersWhoseNodeComesBackInAMoment() {
        PodHandle handle = ready(FOR_EVER);
        NodeHandle node = kubelet.node(nodeOf(handle));

        node.powerOff();
        node.comeBack();

        assertThat(end(handle.awaitEnd())).startsWith("137 ContainerStatusUnknown");
    }

    @Test
    void shouldFailThePodsOfARemovedNodeWhileTheirContainersMayRun() {
        PodHandle handle = ready(FOR_EVER);

        kubelet.node(nodeOf(handle)).remove();

        assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("PodFailurePolicy");
        handle.awaitGone();
        assertThat(handle.isAlive()).isTrue();
    }

    @Test
    void shouldStartSlowly() {
        kubelet.pods().startAfter(Duration.ofHours(1));
        jobs.create("job", "echo started");

        Pod pod = kubelet.awaitPod("job")
                .await("is being created", found -> waiting(found).equals("ContainerCreating"));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pod.getStatus().getStartTime()).isNotEmpty();
    }

    private PodHandle ready(String script) {
        jobs.create("job", script);
        PodHandle handle = kubelet.awaitPod("job").awaitRunning();
        await().atMost(JobFixture.SOON).until(() -> handle.logs().contains("ready"));
        return handle;
    }

    private static String nodeOf(PodHandle handle) {
        return handle.now().orElseThrow().getSpec().getNodeName();
    }

    private static PodCondition condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static String waiting(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getState().getWaiting() != null)
                .map(status -> status.getState().getWaiting().getReason())
                .findFirst()
                .orElse("");
    }

    private static String end(Pod pod) {
        ContainerStateTerminated end =
                pod.getStatus().getContainerStatuses().get(0).getState().getTerminated();
        return end.getExitCode() + " " + end.getReason() + " " + end.getMessage();
    }

    /** True when told the same twice in a row. */
    private static final class Unchanged {
        private String before = "";

        boolean test(String now) {
            boolean same = now.equals(before);
            before = now;
            return same;
        }
    }
}
