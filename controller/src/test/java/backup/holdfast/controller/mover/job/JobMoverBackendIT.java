package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.S3;
import static backup.holdfast.controller.mover.job.Samples.restic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs at an API server. What the cluster would do with them is written by hand. */
@ClusterTest
class JobMoverBackendIT {
    private static final RunId RUN = Samples.RUN;
    private static final RunId NEXT = new RunId("hf-7c1e0000-20261121t040000");
    private static final String JOB = "volsync-src-photos";
    private static final String CACHE = "volsync-src-photos-cache";

    private final List<RunOwner> woken = new CopyOnWriteArrayList<>();
    private KubernetesClient client;
    private String namespace;
    private RunOwner owner;
    private JobMoverBackend backend;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        owner = new RunOwner("ReplicationSource", namespace.name(), "photos", Samples.UID);
        backend = backend(Clock.systemUTC());
        create(Samples.claim("""
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """));
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void shouldMakeAJobWithItsCacheAndItsServiceAccountOnce() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Job first = job();
        backend.start(assignment(RUN, "copyMethod: Direct"));

        assertThat(job().getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
        assertThat(first.getSpec().getTemplate().getSpec().getHostname()).isEqualTo(RUN.value());
        assertThat(claim(CACHE).getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("1Gi"));
        assertThat(client.serviceAccounts()
                        .inNamespace(namespace)
                        .withName(JOB)
                        .get()
                        .getAutomountServiceAccountToken())
                .isFalse();
        assertThat(backend.observe(owner, RUN)).isEqualTo(new Running());
        await().untilAsserted(() -> assertThat(woken).contains(owner));
    }

    @Test
    void shouldSeeNothingBeforeTheStart() {
        assertThat(backend.observe(owner, RUN)).isEqualTo(new Absent());
    }

    @Test
    void shouldReadTheOutcomeAndLeaveTheJobUntilTheNextRun() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Pod pod = pod("Failed");
        terminate(pod, outcome(RUN));

        assertThat(backend.observe(owner, RUN))
                .isEqualTo(new Ended(
                        Optional.of(outcome(RUN)),
                        Proof.TERMINATED,
                        "the mover's container ended with exit code 1 (Error)"));
        backend.cleanUp(owner, RUN);
        Job finished = job();
        backend.start(assignment(NEXT, "copyMethod: Direct"));

        assertThat(finished.getMetadata().getLabels()).containsEntry("holdfast.backup/run", RUN.value());
        assertThat(job().getMetadata().getLabels()).containsEntry("holdfast.backup/run", NEXT.value());
        assertThat(backend.observe(owner, NEXT)).isEqualTo(new Running());
    }

    /** Another controller's, in the moment the leadership changes. */
    @Test
    void shouldNeitherReplaceNorAdoptAJobOfAnotherRun() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        pod("Running");
        String uid = job().getMetadata().getUid();

        backend.start(assignment(NEXT, "copyMethod: Direct"));

        assertThat(job().getMetadata().getUid()).isEqualTo(uid);
        assertThat(backend.observe(owner, NEXT))
                .isEqualTo(new Blocked(new MoverWait(
                        Cause.NAME_TAKEN,
                        "Job " + namespace + "/" + JOB + " of run " + RUN
                                + " has not ended: another controller's, or a lost one")));
        assertThat(backend.observe(owner, RUN)).isEqualTo(new Running());
    }

    @Test
    void shouldWaitForAJobOfVolSyncAndTakeItsPlaceAfterwards() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Job theirs = job();
        client.resource(theirs).delete();
        await().until(() -> job() == null);
        theirs = new JobBuilder(theirs)
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .removeFromLabels("holdfast.backup/run")
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(8)
                .withTemplate(theirs.getSpec().getTemplate())
                .endSpec()
                .build();
        theirs.getSpec().getTemplate().getMetadata().setLabels(Map.of());
        create(theirs);

        backend.start(assignment(NEXT, "copyMethod: Direct"));
        assertThat(backend.observe(owner, NEXT))
                .isEqualTo(new Blocked(new MoverWait(
                        Cause.NAME_TAKEN, "Job " + namespace + "/" + JOB + " of VolSync is still at work")));

        complete(job());
        backend.start(assignment(NEXT, "copyMethod: Direct"));
        assertThat(job().getMetadata().getLabels()).containsEntry("holdfast.backup/run", NEXT.value());
    }

    /** A drain. */
    @Test
    void shouldKnowTheOutcomeOfAPodThatIsGone() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Pod pod = pod("Running");
        terminate(pod, outcome(RUN));
        woken.clear();
        client.resource(pod).withGracePeriod(0).delete();
        await().untilAsserted(() -> assertThat(woken).isNotEmpty());
        client.resource(job()).delete();

        assertThat(backend.observe(owner, RUN))
                .isEqualTo(new Ended(
                        Optional.of(outcome(RUN)),
                        Proof.TERMINATED,
                        "the mover's container ended with exit code 1 (Error)"));
    }

    @Test
    void shouldEndARunWhoseJobWasRemovedByHand() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        assertThat(backend.observe(owner, RUN)).isEqualTo(new Running());
        client.resource(job()).delete();
        await().until(() -> job() == null);

        assertThat(backend.observe(owner, RUN))
                .isEqualTo(new Ended(
                        Optional.empty(), Proof.VANISHED, "the mover's Job was removed, and its pod with it"));
    }

    @Test
    void shouldAskThePodToStop() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Pod pod = pod("Running");

        backend.cancel(owner, RUN);

        assertThat(Optional.ofNullable(client.resource(pod).get()))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        stopping -> assertThat(
                                        stopping.orElseThrow().getMetadata().getDeletionGracePeriodSeconds())
                                .isEqualTo(120));
    }

    @Test
    void shouldRemoveAPodWhoseContainerItsNodeCannotFind() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Pod pod = pod("Failed");
        terminate(pod, 137, "ContainerStatusUnknown", "");

        assertThat(backend.observe(owner, RUN)).isInstanceOf(Waiting.class);
        await().until(() -> client.resource(pod).get() == null);
        fail(job());

        assertThat(backend.observe(owner, RUN))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.proof()).isEqualTo(Proof.VANISHED));
    }

    @Test
    void shouldLeaveAPodOfASilentNodeAlone() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Pod pod = pod("Failed");

        backend.observe(owner, RUN);

        assertThat(client.resource(pod).get().getMetadata().getDeletionTimestamp())
                .isNull();
    }

    @Test
    void shouldSayInTheClustersWordsWhyThereIsNoPod() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        Job job = job();
        create(new EventBuilder()
                .withNewMetadata()
                .withName("photos.1")
                .withNamespace(namespace)
                .endMetadata()
                .withReason("FailedCreate")
                .withMessage("exceeded quota: pods")
                .withNewInvolvedObject()
                .withKind("Job")
                .withNamespace(namespace)
                .withName(JOB)
                .withUid(job.getMetadata().getUid())
                .endInvolvedObject()
                .build());

        try (JobMoverBackend later = backend(Clock.fixed(Instant.now().plus(Duration.ofMinutes(1)), ZoneOffset.UTC))) {
            assertThat(later.observe(owner, RUN))
                    .isEqualTo(new Waiting(new MoverWait(Cause.NO_POD, "exceeded quota: pods")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | INVALID_SPEC | spec.restic.copyMethod: write Snapshot, Clone or Direct",
                "{copyMethod: Direct, moverServiceAccount: nobody} | INVALID_SPEC |"
                        + " spec.restic.moverServiceAccount: ServiceAccount nobody does not exist",
                "{copyMethod: Direct, moverVolumes: [{mountPath: a, volumeSource: {secret: {secretName: b}}}]} |"
                        + " INVALID_SPEC | spec.restic.moverVolumes with mountPath \"a\": Secret b does not exist",
                "{copyMethod: Direct, moverVolumes: [{mountPath: a, volumeSource: {persistentVolumeClaim: {claimName:"
                        + " b}}}]} | INVALID_SPEC | spec.restic.moverVolumes with mountPath \"a\":"
                        + " PersistentVolumeClaim b does not exist",
            })
    void shouldRefuseWhatCannotWork(String spec, FailureClass failure, String message) {
        MoverRefusedException refused =
                catchThrowableOfType(MoverRefusedException.class, () -> backend.start(assignment(RUN, spec)));

        assertThat(refused.failure()).isEqualTo(failure);
        assertThat(refused).hasMessage(message);
        assertThat(job()).isNull();
    }

    /** Here nothing takes snapshots: a copy could not be made. */
    @Test
    void shouldNotCopyTheVolumeForForgetAndPruneAlone() {
        backend.start(assignment(RUN, "copyMethod: Snapshot", Set.of(Step.FORGET, Step.PRUNE)));

        assertThat(job().getSpec().getTemplate().getSpec().getVolumes())
                .extracting(Volume::getName)
                .contains("cache")
                .doesNotContain("data");
    }

    @Test
    void shouldRefuseAVolumeThatIsNotThere() {
        client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("photos")
                .delete();
        await().until(() -> {
            PersistentVolumeClaim claim = claim("photos");
            return claim == null || claim.getMetadata().getDeletionTimestamp() != null;
        });

        assertThat(catchThrowableOfType(
                                MoverRefusedException.class, () -> backend.start(assignment(RUN, "copyMethod: Direct")))
                        .failure())
                .isEqualTo(FailureClass.SOURCE_MISSING);
    }

    @Test
    void shouldRefuseABlockDevice() {
        create(Samples.claim("""
                metadata: {name: disk}
                spec: {volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """));
        MoverAssignment assignment = assignment(RUN, "copyMethod: Direct");
        MoverAssignment disk = new MoverAssignment(
                owner, "disk", assignment.plan(), assignment.environment(), Optional.empty(), assignment.pod());

        assertThat(catchThrowableOfType(MoverRefusedException.class, () -> backend.start(disk)))
                .hasMessage("PersistentVolumeClaim disk is a block device (volumeMode: Block); restic works on files");
    }

    @Test
    @RequiresRealApi
    void shouldSayWhatTheClusterDoesNotAdmit() {
        MoverRefusedException refused = catchThrowableOfType(
                MoverRefusedException.class,
                () -> backend.start(assignment(RUN, "{copyMethod: Direct, moverPodLabels: {team: 'no label!'}}")));

        assertThat(refused.failure()).isEqualTo(FailureClass.NOT_ADMITTED);
        assertThat(refused)
                .message()
                .startsWith(
                        "Job.batch \"volsync-src-photos\" is invalid: spec.template.labels: Invalid value: \"no label!\"");
    }

    @Test
    @RequiresRealApi
    void shouldReplaceACacheThatMayNotGrow() {
        backend.start(assignment(RUN, "copyMethod: Direct"));
        String before = claim(CACHE).getMetadata().getUid();
        terminate(pod("Failed"), outcome(RUN));
        // A claim that is not bound can't be resized.
        await().until(() -> {
            backend.start(assignment(NEXT, "{copyMethod: Direct, cacheCapacity: 2Gi}"));
            removeProtection(CACHE);
            Job job = job();
            return job != null && job.getMetadata().getLabels().containsValue(NEXT.value());
        });

        assertThat(claim(CACHE).getMetadata().getUid()).isNotEqualTo(before);
        assertThat(claim(CACHE).getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("2Gi"));
    }

    private JobMoverBackend backend(Clock clock) {
        return JobMoverBackend.start(
                JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of()),
                client,
                Set.of(namespace),
                (about, kind, reason, action, note) -> {},
                woken::add,
                clock);
    }

    private MoverAssignment assignment(RunId run, String spec) {
        return assignment(run, spec, Set.of(Step.BACKUP));
    }

    private MoverAssignment assignment(RunId run, String spec, Set<Step> steps) {
        MoverAssignment sample = Samples.assignment("photos", S3);
        BackupPlan plan = (BackupPlan) sample.plan();
        BackupPlan ofRun = new BackupPlan(
                run,
                plan.subject(),
                plan.plannedAt(),
                plan.workspace(),
                plan.repository(),
                plan.identity(),
                steps,
                plan.scope(),
                plan.retention(),
                plan.limits(),
                plan.tuning(),
                plan.locks());
        return new MoverAssignment(
                owner, "photos", ofRun, S3, Optional.empty(), Optional.of(new MoverPod("photos-restic", restic(spec))));
    }

    private static MoverOutcome outcome(RunId run) {
        return MoverOutcome.notStarted(run, FailureClass.UNREACHABLE, "the store is away", Samples.NOW);
    }

    private Job job() {
        return client.batch().v1().jobs().inNamespace(namespace).withName(JOB).get();
    }

    private PersistentVolumeClaim claim(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private <T extends HasMetadata> T create(T object) {
        return client.resource(object).inNamespace(namespace).create();
    }

    /** As the Job controller makes it, on a node. */
    private Pod pod(String phase) {
        Pod pod = create(new PodBuilder()
                .withMetadata(job().getSpec().getTemplate().getMetadata())
                .editMetadata()
                .withName(JOB + "-x")
                .endMetadata()
                .withSpec(job().getSpec().getTemplate().getSpec())
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .build());
        return status(
                pod,
                new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase(phase)
                        .addNewContainerStatus()
                        .withName("restic")
                        .withImage("a")
                        .withImageID("a")
                        .withReady(true)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());
    }

    private void terminate(Pod pod, MoverOutcome outcome) {
        terminate(pod, 1, "Error", new OutcomeCodec().encode(outcome));
    }

    private void terminate(Pod pod, int exitCode, String reason, String message) {
        status(
                pod,
                new PodBuilder(client.resource(pod).get())
                        .editStatus()
                        .editFirstContainerStatus()
                        .withNewState()
                        .withTerminated(new ContainerStateTerminatedBuilder()
                                .withExitCode(exitCode)
                                .withReason(reason)
                                .withMessage(message)
                                .build())
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());
    }

    private Pod status(Pod pod, Pod changed) {
        return client.pods().inNamespace(namespace).resource(changed).updateStatus();
    }

    private void complete(Job job) {
        finish(job, "SuccessCriteriaMet", "Complete");
    }

    private void fail(Job job) {
        finish(job, "FailureTarget", "Failed");
    }

    /** As the API server wants a finished Job to look. */
    private void finish(Job job, String first, String second) {
        JobBuilder finished = new JobBuilder(job)
                .withNewStatus()
                .withStartTime(Instant.now().toString())
                .withActive(0)
                .addNewCondition()
                .withType(first)
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType(second)
                .withStatus("True")
                .endCondition()
                .endStatus();
        if (second.equals("Complete")) {
            finished.editStatus()
                    .withSucceeded(1)
                    .withCompletionTime(Instant.now().toString())
                    .endStatus();
        }
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(finished.build())
                .updateStatus();
    }

    /** No controller is here to do it. */
    private void removeProtection(String name) {
        PersistentVolumeClaim claim = claim(name);
        if (claim != null && claim.getMetadata().getDeletionTimestamp() != null) {
            claim.getMetadata().setFinalizers(List.of());
            client.resource(claim).update();
        }
    }
}
