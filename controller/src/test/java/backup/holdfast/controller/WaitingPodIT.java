package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Movers that can't start yet. Their runs wait, say for what in the cluster's own words, and go on by themselves. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class WaitingPodIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @AutoClose
    private PodScene scene;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws IOException {
        scene = new PodScene(client, namespace, bucket, folder, UnaryOperator.identity());
        scene.volume("photos");
    }

    /** All at once, for the half a minute that a wait has to take before it is told. */
    @Test
    void shouldSayWhatEachRunWaitsForAndGoOnWhenItIsThere() {
        Map<String, String> words = new LinkedHashMap<>();
        scene.kubelet.pods().withholdImage("holdfast");
        source("image");
        scene.kubelet
                .awaitPod("volsync-src-image")
                .await("is on a node", pod -> pod.getSpec().getNodeName() != null);
        words.put("image", "ImagePullBackOff");

        scene.kubelet.pods().leaveUnscheduled("1 Insufficient memory");
        source("room");
        scene.kubelet.awaitPod("volsync-src-room");
        words.put("room", "1 Insufficient memory");

        scene.kubelet.pods().refuseCreation("exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2");
        source("quota");
        words.put("quota", "exceeded quota: small");

        scene.kubelet.storage().failProvisioning("the pool is full");
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: unbound}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: unbound}
                spec:
                  sourcePVC: unbound
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: unbound, copyMethod: Clone, retain: {daily: 7}}
                """);
        scene.secret("unbound");
        words.put("unbound", "not bound");

        words.forEach((source, word) -> await(source)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(scene.notes(source)).anyMatch(note -> note.contains(word))));
        words.keySet().forEach(source -> {
            assertThat(condition(source)).as(source).isEqualTo("True");
            assertThat(scene.status(source).consecutiveFailures()).as(source).isZero();
        });
        scene.kubelet.pods().heal();
        scene.kubelet.storage().heal();

        words.keySet().forEach(source -> {
            ReplicationStatus status = scene.awaitStatus(source, it -> it.lastRun() != null);
            assertThat(status.lastRun().failureClass()).as(source).isNull();
        });
    }

    private void source(String name) {
        scene.secret(name);
        scene.source(name, name, "copyMethod: Direct");
    }

    private String condition(String source) {
        return scene.status(source).condition("Synchronizing").orElseThrow().getStatus();
    }
}
