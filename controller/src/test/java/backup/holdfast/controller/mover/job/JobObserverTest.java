package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.NOW;
import static backup.holdfast.controller.mover.job.Samples.RUN;
import static backup.holdfast.controller.mover.job.Samples.YAML;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.job.JobSight.History;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state a Job and its pod can be found in. */
class JobObserverTest {
    private static final MoverOutcome OUTCOME =
            MoverOutcome.notStarted(RUN, FailureClass.UNREACHABLE, "the store is away", NOW);
    private static final String SAID = new OutcomeCodec().encode(OUTCOME);

    @Test
    void shouldSeeNothingOfARunThatWasNeverStarted() {
        assertThat(observe(Optional.empty(), History.NEVER_SEEN)).isEqualTo(new Absent());
    }

    @Test
    void shouldNotStartARunAgainWhoseJobWasRemoved() {
        assertThat(observe(Optional.empty(), History.SEEN))
                .isEqualTo(vanished("the mover's Job was removed, and its pod with it"));
    }

    @Test
    void shouldGiveTheClusterAMomentToMakeAPod() {
        assertThat(observe(Optional.of(job(Duration.ofSeconds(19), "")), History.SEEN))
                .isEqualTo(new Running());
    }

    @Test
    void shouldSayWhyThereIsNoPod() {
        Job job = job(Duration.ofSeconds(20), "");
        JobSight sight = new JobSight(
                Optional.of(job),
                List.of(),
                List.of("exceeded quota: pods, used: pods=3, limited: pods=3"),
                History.SEEN);

        assertThat(new JobObserver(RUN, NOW).observe(sight))
                .isEqualTo(waiting(Cause.NO_POD, "exceeded quota: pods, used: pods=3, limited: pods=3"));
        assertThat(observe(Optional.of(job), History.SEEN))
                .isEqualTo(
                        waiting(Cause.NO_POD, "there is no pod of Job volsync-src-photos since 2026-11-20T03:59:40Z"));
    }

    @Test
    void shouldCallARunVanishedWhosePodIsGoneWithItsOutcome() {
        Job failed = job(Duration.ofHours(1), """
                status: {conditions: [{type: Failed, status: 'True', reason: PodFailurePolicy, message: the pod was deleted}]}
                """);
        Job complete = job(Duration.ofHours(1), "status: {conditions: [{type: Complete, status: 'True'}]}");

        assertThat(observe(Optional.of(failed), History.SEEN))
                .isEqualTo(
                        vanished("the mover's pod is gone without an outcome: PodFailurePolicy, the pod was deleted"));
        assertThat(observe(Optional.of(complete), History.SEEN))
                .isEqualTo(vanished("the mover's pod was removed before anybody read its outcome"));
    }

    @Test
    void shouldCallTheBackstopADeadline() {
        Job failed = job(
                Duration.ofHours(7),
                "status: {conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded}]}");

        MoverObservation seen = observe(Optional.of(failed), History.SEEN);

        String detail = "the mover's pod is gone without an outcome: DeadlineExceeded";
        assertThat(seen)
                .isEqualTo(new Ended(
                        Optional.of(MoverOutcome.cutOff(RUN, FailureClass.DEADLINE_EXCEEDED, detail, NOW)),
                        Proof.VANISHED,
                        detail));
    }

    @Test
    void shouldReadTheOutcome() {
        assertThat(observe(terminated(1, "Error", SAID)))
                .isEqualTo(new Ended(
                        Optional.of(OUTCOME),
                        Proof.TERMINATED,
                        "the mover's container ended with exit code 1 (Error)"));
    }

    @Test
    void shouldReadTheOutcomeBesideASidecarThatLivesOn() {
        Pod pod = terminated(0, "Completed", SAID);
        pod.getStatus().setPhase("Running");
        pod.getStatus()
                .getContainerStatuses()
                .add(new ContainerStatusBuilder()
                        .withName("proxy")
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build());

        assertThat(observe(pod))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.outcome()).contains(OUTCOME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"runId\":", "no JSON at all"})
    void shouldCallAnOutcomeNobodyCanReadUnknown(String message) {
        assertThat(observe(terminated(137, "Error", message)))
                .isEqualTo(new Ended(
                        Optional.empty(), Proof.TERMINATED, "the mover's container ended with exit code 137 (Error)"));
    }

    @Test
    void shouldNotTakeTheOutcomeOfAnotherRun() {
        MoverOutcome other = MoverOutcome.notStarted(
                new RunId("hf-7c1e0000-20261119t040000"), FailureClass.UNREACHABLE, "the store is away", NOW);

        assertThat(((Ended) observe(terminated(1, "Error", new OutcomeCodec().encode(other)))).outcome())
                .isEmpty();
    }

    @Test
    void shouldNameTheMemoryWhenTheWholeContainerWasKilledForIt() {
        String detail = "the mover's container ended with exit code 137 (OOMKilled)";

        assertThat(observe(terminated(137, "OOMKilled", "")))
                .isEqualTo(new Ended(
                        Optional.of(MoverOutcome.cutOff(RUN, FailureClass.OUT_OF_MEMORY, detail, NOW)),
                        Proof.TERMINATED,
                        detail));
    }

    @Test
    void shouldNameTheMemoryWhenResticAloneWasKilledForIt() {
        MoverOutcome killed = MoverOutcome.cutOff(RUN, FailureClass.KILLED, "restic was killed", NOW);

        Ended ended = (Ended) observe(terminated(1, "OOMKilled", new OutcomeCodec().encode(killed)));

        assertThat(ended.outcome().orElseThrow())
                .isEqualTo(MoverOutcome.cutOff(RUN, FailureClass.OUT_OF_MEMORY, "restic was killed", NOW));
    }

    @Test
    void shouldLeaveAnotherFailureAsItIsWhenMemoryWasShortBesides() {
        Ended ended = (Ended) observe(terminated(1, "OOMKilled", SAID));

        assertThat(ended.outcome()).contains(OUTCOME);
    }

    @Test
    void shouldSayThatThePodWasEvicted() {
        Pod pod = terminated(137, "Error", "");
        pod.getStatus().setReason("Evicted");
        pod.getStatus().setMessage("The node was low on resource: memory.");

        assertThat(observe(pod))
                .isEqualTo(new Ended(
                        Optional.empty(),
                        Proof.TERMINATED,
                        "the pod was evicted: The node was low on resource: memory.; the mover's container ended with"
                                + " exit code 137 (Error)"));
    }

    @Test
    void shouldSayThatThePodWasDrained() {
        Pod pod = pod("""
                phase: Failed
                conditions: [{type: DisruptionTarget, status: 'True', reason: EvictionByEvictionAPI, message: bye}]
                containerStatuses: [{name: restic, state: {terminated: {exitCode: 1, reason: Error}}}]
                """);

        assertThat(((Ended) observe(pod)).detail())
                .isEqualTo("the pod was disrupted: EvictionByEvictionAPI, bye; the mover's container ended with exit"
                        + " code 1 (Error)");
    }

    @Test
    void shouldSayThatTheContainerCouldNotBeStarted() {
        Ended ended = (Ended) observe(terminated(128, "StartError", "exec: holdfast-mover: not found"));

        assertThat(ended.outcome().orElseThrow().failure().message())
                .isEqualTo(
                        "the mover's container ended with exit code 128 (StartError): exec: holdfast-mover: not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The node came back and has no trace of the container.
                "{phase: Failed, containerStatuses: [{name: restic, state: {terminated: {exitCode: 137, reason: ContainerStatusUnknown}}}]}",
                // Somebody called the pod failed who could not look.
                "{phase: Failed, containerStatuses: [{name: restic, state: {running: {}}}]}",
                "{phase: Failed, conditions: [{type: DisruptionTarget, status: 'True', reason: DeletionByPodGC}]}",
                "{phase: Unknown, containerStatuses: [{name: restic, state: {running: {}}}]}",
            })
    void shouldNotTakeALostNodeForAnEnd(String status) {
        assertThat(observe(pod(status)))
                .isEqualTo(
                        waiting(Cause.NODE_LOST, "pod volsync-src-photos-x on node node-1 has not been seen to end"));
    }

    @Test
    void shouldMissANodeThatDoesNotConfirmTheEndOfAPod() {
        Pod stopping = pod("{phase: Running, containerStatuses: [{name: restic, state: {running: {}}}]}");
        stopping.getMetadata().setDeletionTimestamp(NOW.minusSeconds(60).toString());
        Pod stuck = pod("{phase: Running, containerStatuses: [{name: restic, state: {running: {}}}]}");
        stuck.getMetadata().setDeletionTimestamp(NOW.minusSeconds(61).toString());

        assertThat(observe(stopping)).isEqualTo(new Running());
        assertThat(observe(stuck))
                .isEqualTo(
                        waiting(Cause.NODE_LOST, "pod volsync-src-photos-x on node node-1 has not been seen to end"));
    }

    @Test
    void shouldEndARunWhosePodTheNodeRefused() {
        assertThat(observe(pod("{phase: Failed, reason: OutOfmemory, message: Node has no room}")))
                .isEqualTo(vanished("the mover's container did not start: OutOfmemory, Node has no room"));
    }

    @Test
    void shouldNameAnInitContainerThatFailed() {
        Pod pod = pod("""
                phase: Failed
                initContainerStatuses: [{name: jitter, state: {terminated: {exitCode: 127, reason: Error}}}]
                containerStatuses: [{name: restic, state: {waiting: {reason: PodInitializing}}}]
                """);

        Ended ended = (Ended) observe(pod);

        assertThat(ended.proof()).isEqualTo(Proof.TERMINATED);
        assertThat(ended.outcome().orElseThrow().failure().message())
                .isEqualTo("init container jitter, which is not Holdfast's, ended with exit code 127");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                        + " message: 0/3 nodes are available}]} | UNSCHEDULABLE | Unschedulable: 0/3 nodes are available",
                "{phase: Pending, containerStatuses: [{name: restic, state: {waiting: {reason: ImagePullBackOff,"
                        + " message: Back-off pulling image}}}]} | IMAGE | ImagePullBackOff: Back-off pulling image",
                "{phase: Pending, initContainerStatuses: [{name: jitter, state: {waiting: {reason: ErrImagePull}}}],"
                        + " containerStatuses: [{name: restic, state: {waiting: {reason: PodInitializing}}}]}"
                        + " | IMAGE | ErrImagePull",
                "{phase: Pending, containerStatuses: [{name: restic, state: {waiting: {reason:"
                        + " CreateContainerConfigError, message: no ConfigMap}}}]}"
                        + " | CONTAINER | CreateContainerConfigError: no ConfigMap",
            })
    void shouldSayWhyThePodDoesNotStart(String status, Cause cause, String detail) {
        assertThat(observe(pod(status))).isEqualTo(new Running());
        assertThat(observe(aged(Duration.ofSeconds(30), status))).isEqualTo(waiting(cause, detail));
    }

    @Test
    void shouldGiveTheVolumesAFewMinutes() {
        String creating =
                "{phase: Pending, containerStatuses: [{name: restic, state: {waiting: {reason: ContainerCreating}}}]}";

        assertThat(observe(aged(Duration.ofMinutes(5), creating))).isEqualTo(new Running());
        assertThat(observe(aged(Duration.ofMinutes(5).plusSeconds(1), creating)))
                .isEqualTo(waiting(Cause.CONTAINER, "ContainerCreating"));
    }

    @Test
    void shouldLetAnInitContainerTakeItsTime() {
        Pod pod = aged(Duration.ofHours(1), """
                phase: Pending
                initContainerStatuses: [{name: jitter, state: {running: {}}}]
                containerStatuses: [{name: restic, state: {waiting: {reason: PodInitializing}}}]
                """);

        assertThat(observe(pod)).isEqualTo(new Running());
    }

    @Test
    void shouldBeRunningWhileOneOfTwoPodsIs() {
        Pod running = pod("{phase: Running, containerStatuses: [{name: restic, state: {running: {}}}]}");

        assertThat(observe(terminated(1, "Error", SAID), running)).isEqualTo(new Running());
    }

    @Test
    void shouldTakeTheOutcomeOfThePodThatHasOne() {
        assertThat(observe(terminated(137, "Error", ""), terminated(1, "Error", SAID)))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.outcome()).contains(OUTCOME));
    }

    private static MoverObservation observe(Pod... pods) {
        return new JobObserver(RUN, NOW)
                .observe(new JobSight(
                        Optional.of(job(Duration.ofMinutes(1), "")), List.of(pods), List.of(), History.SEEN));
    }

    private static MoverObservation observe(Optional<Job> job, History history) {
        return new JobObserver(RUN, NOW).observe(new JobSight(job, List.of(), List.of(), history));
    }

    private static Waiting waiting(Cause cause, String detail) {
        return new Waiting(new MoverWait(cause, detail));
    }

    private static Ended vanished(String detail) {
        return new Ended(Optional.empty(), Proof.VANISHED, detail);
    }

    private static Pod terminated(int exitCode, String reason, String message) {
        Pod pod = pod("{phase: Failed}");
        pod.getStatus()
                .getContainerStatuses()
                .add(new ContainerStatusBuilder()
                        .withName("restic")
                        .withNewState()
                        .withTerminated(new ContainerStateTerminatedBuilder()
                                .withExitCode(exitCode)
                                .withReason(reason)
                                .withMessage(message)
                                .build())
                        .endState()
                        .build());
        return pod;
    }

    private static Pod pod(String status) {
        return aged(Duration.ofSeconds(29), status);
    }

    private static Pod aged(Duration age, String status) {
        return Samples.pod("""
                metadata: {name: volsync-src-photos-x, creationTimestamp: "%s"}
                spec: {nodeName: node-1}
                status:
                """.formatted(NOW.minus(age)) + status.indent(2));
    }

    private static Job job(Duration age, String status) {
        return YAML.unmarshal("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: volsync-src-photos, creationTimestamp: "%s"}
                """.formatted(NOW.minus(age)) + status, Job.class);
    }
}
