package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The controller as shipped, with movers in pods: real movers, real restic, a real S3 server, and every trouble a pod can have. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class MoverPodIT {
    private static final String JOB = "volsync-src-photos";

    @TempDir
    Path folder;

    @AutoClose
    private PodScene scene;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        scene = new PodScene(client, namespace, bucket, folder, UnaryOperator.identity());
        scene.volume("photos");
    }

    @Test
    void shouldBackUpFromAPodAndLeaveItsJobUntilTheNextRun() throws Exception {
        source("");

        ReplicationStatus first = awaitStatus(status -> status.lastSyncTime() != null);
        Job finished = job();
        scene.request("photos", "again");
        ReplicationStatus second = awaitStatus(status -> status.lastHandledRequest() != null);

        assertThat(first.latestMoverStatus().result()).isEqualTo("Successful");
        assertThat(first.restic().identity().path()).isEqualTo("/data");
        assertThat(finished.getStatus().getConditions())
                .anySatisfy(condition -> assertThat(condition.getType()).isEqualTo("Complete"));
        assertThat(second.lastRun().result().toString()).isEqualToIgnoringCase("unchanged");
        assertThat(job().getMetadata().getUid())
                .isNotEqualTo(finished.getMetadata().getUid());
        assertThat(Scene.restic(scene.environment(), "snapshots", "--json"))
                .singleElement()
                .satisfies(snapshot -> {
                    assertThat(snapshot.path("hostname").asText()).isEqualTo("volsync");
                    assertThat(snapshot.path("paths").toString()).isEqualTo("[\"/data\"]");
                });
        assertThat(scene.client.getKubernetesSerialization().asYaml(job()))
                .doesNotContain(Scene.PASSWORD)
                .doesNotContain(scene.environment().get("AWS_SECRET_ACCESS_KEY"));
    }

    @Test
    void shouldSayThatTheMemoryWasNotEnough() throws Exception {
        PodHandle pod = slowRun();

        pod.killByMemory();

        assertThat(failed()).isEqualTo("OutOfMemory");
    }

    /** What can end a mover beside its work. */
    enum Blow {
        RESTIC_OUT_OF_MEMORY {
            @Override
            void strike(PodScene scene, PodHandle pod) {
                assertThat(pod.killChildByMemory("restic")).isPositive();
            }
        },
        EVICTION {
            @Override
            void strike(PodScene scene, PodHandle pod) {
                pod.evict();
            }
        },
        NODE_GONE {
            @Override
            void strike(PodScene scene, PodHandle pod) {
                scene.kubelet.node("node-a").powerOff();
                scene.kubelet.node("node-a").remove();
            }
        };

        abstract void strike(PodScene scene, PodHandle pod);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCallARunFailedThatWasStruck(Blow blow) throws Exception {
        PodHandle pod = slowRun();

        blow.strike(scene, pod);

        assertThat(failed()).isIn("Killed", "Cancelled");
        assertThat(status().run()).isNull();
        assertThat(status().endedRuns()).hasSize(1);
    }

    @Test
    void shouldStopARunThatTakesTooLong() throws Exception {
        source("");
        awaitStatus(status -> status.lastSyncTime() != null);
        big();

        scene.patch("photos", "{\"spec\":{\"restic\":{\"timeout\":\"3s\",\"limitUploadKiBps\":500}}}");
        scene.request("photos", "again");

        assertThat(failed()).isEqualTo("DeadlineExceeded");
        assertThat(Scene.restic(scene.environment(), "list", "locks", "--json")).isEmpty();
    }

    /** How a source comes to be deleted. */
    enum Removal {
        ALONE {
            @Override
            void remove(PodScene scene) {
                scene.client
                        .resources(ReplicationSource.class)
                        .inNamespace(scene.namespace)
                        .delete();
            }
        },
        /** As whoever deletes a namespace does: everything in it, in no order, each with its grace. */
        WITH_ITS_NAMESPACE {
            @Override
            void remove(PodScene scene) {
                scene.client.secrets().inNamespace(scene.namespace).delete();
                scene.client
                        .persistentVolumeClaims()
                        .inNamespace(scene.namespace)
                        .delete();
                scene.client.batch().v1().jobs().inNamespace(scene.namespace).delete();
                scene.client.pods().inNamespace(scene.namespace).delete();
                ALONE.remove(scene);
            }
        };

        abstract void remove(PodScene scene);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNothingOfASourceThatIsDeletedDuringARun(Removal removal) throws Exception {
        PodHandle pod = slowRun();

        removal.remove(scene);
        pod.awaitGone();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scene.client
                                .persistentVolumeClaims()
                                .inNamespace(scene.namespace)
                                .withName(JOB + "-cache")
                                .get())
                        .isNull());
        assertThat(job()).isNull();
        assertThat(Scene.restic(scene.environment(), "list", "locks", "--json")).isEmpty();
        assertThat(Scene.restic(scene.environment(), "snapshots", "--json")).isEmpty();
    }

    @Test
    void shouldLetResticRemoveItsLockWhenTheNodeIsDrained() throws Exception {
        PodHandle pod = slowRun();

        pod.drain();

        assertThat(failed()).isEqualTo("Cancelled");
        assertThat(Scene.restic(scene.environment(), "list", "locks", "--json")).isEmpty();
    }

    @Test
    void shouldHealTheLockOfAKilledMoverInTheNextRun() throws Exception {
        PodHandle pod = slowRun("pruneIntervalDays: 0");

        pod.kill();
        String failure = failed();
        scene.request("photos", "again");
        ReplicationStatus healed = awaitStatus(status -> status.lastHandledRequest() != null);

        assertThat(failure).isEqualTo("Killed");
        assertThat(healed.lastSyncTime()).isNotNull();
        assertThat(healed.maintenance()).isNull();
        assertThat(healed.restic().lastPruned()).isNotNull();
        assertThat(Scene.restic(scene.environment(), "list", "locks", "--json")).isEmpty();
        await().untilAsserted(() -> assertThat(scene.client
                        .events()
                        .v1()
                        .events()
                        .inNamespace(scene.namespace)
                        .list()
                        .getItems())
                .anySatisfy(event -> {
                    assertThat(event.getReason()).isEqualTo("LockRemoved");
                    assertThat(event.getNote()).contains("which was seen to end");
                }));
    }

    @Test
    void shouldNotTakeASilentNodeForTheEndOfAMover() throws Exception {
        PodHandle pod = slowRun();
        String run = status().run().id();

        scene.kubelet.node("node-a").lose();
        scene.kubelet.node("node-a").evictPods();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> status().run() != null && run.equals(status().run().id()));
        scene.kubelet.node("node-a").comeBack();
        pod.awaitGone();

        assertThat(failed()).isIn("Killed", "Cancelled");
        assertThat(status().endedRuns()).hasSize(1);
    }

    @Test
    void shouldGoOnWithARunThatItsControllerDidNotSeeEnd() throws Exception {
        PodHandle pod = slowRun();
        scene.stop();
        pod.awaitEnd();

        scene.restart();
        ReplicationStatus status = awaitStatus(it -> it.lastSyncTime() != null);

        assertThat(status.endedRuns()).hasSize(1);
        assertThat(Scene.restic(scene.environment(), "snapshots", "--json")).hasSize(1);
    }

    @Test
    void shouldEndARunWhoseJobSomebodyRemoved() throws Exception {
        slowRun();

        scene.client.resource(job()).delete();

        assertThat(failed()).isIn("Killed", "Cancelled");
    }

    @Test
    void shouldNotReplaceARunningJobWhenTheSourceIsEdited() throws Exception {
        PodHandle pod = slowRun();
        String uid = job().getMetadata().getUid();

        scene.patch(
                "photos",
                "{\"spec\":{\"restic\":{\"moverResources\":{\"requests\":{\"cpu\":\"10m\"}},\"retain\":{\"daily\":9}}}}");
        awaitStatus(status -> status.observedGeneration() == 2);

        assertThat(job().getMetadata().getUid()).isEqualTo(uid);
        assertThat(pod.now()).isPresent();
        awaitStatus(status -> status.lastSyncTime() != null);
    }

    /** A run that takes some seconds, with its mover at work. */
    private PodHandle slowRun() throws Exception {
        return slowRun("");
    }

    private PodHandle slowRun(String more) throws Exception {
        big();
        source("limitUploadKiBps: 1000\n" + more);
        PodHandle pod = scene.kubelet.awaitPod(JOB).awaitRunning();
        await().atMost(Duration.ofSeconds(60)).until(pod::logs, log -> log.contains("PROGRESS"));
        return pod;
    }

    private void big() throws IOException {
        byte[] bytes = new byte[8_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(scene.kubelet.volume("photos").resolve("big"), bytes);
    }

    private String failed() {
        return awaitStatus(status -> status.consecutiveFailures() > 0).lastRun().failureClass();
    }

    private void source(String restic) {
        scene.source("photos", "repo", "copyMethod: Direct", restic);
    }

    private Job job() {
        return scene.job("photos");
    }

    private ReplicationStatus status() {
        return scene.status("photos");
    }

    private ReplicationStatus awaitStatus(Predicate<ReplicationStatus> condition) {
        return scene.awaitStatus("photos", condition);
    }
}
