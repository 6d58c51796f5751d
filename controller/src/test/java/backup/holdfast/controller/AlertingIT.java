package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.monitoring.AlertReceiver;
import backup.holdfast.testsupport.monitoring.AlertReceiver.Message;
import backup.holdfast.testsupport.monitoring.AlertmanagerServer;
import backup.holdfast.testsupport.monitoring.PrometheusServer;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that fails reaches somebody, and its end does, too: through a real Prometheus, the shipped rules and a real Alertmanager. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class AlertingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern FOR = Pattern.compile("for: (\\d+)([mh])\\b");

    @TempDir
    Path folder;

    @Test
    void shouldTellOfABrokenBackupAndOfItsEnd(KubernetesClient client, TestNamespace namespace, S3Bucket bucket)
            throws Exception {
        try (CountingProxy store = CountingProxy.start(bucket.access().endpoint());
                Scene scene = new Scene(client, namespace.name(), folder.resolve("scene"))) {
            Files.writeString(scene.volume("photos").resolve("a"), "a");
            scene.secret("repo", environment(bucket.via(store)));
            scene.source("photos", "repo", "retain: {daily: 7}");
            scene.await("photos", status -> "first".equals(status.lastManualSync()));
            try (AlertReceiver oncall = AlertReceiver.start();
                    AlertmanagerServer alertmanager =
                            AlertmanagerServer.start(folder.resolve("alertmanager"), oncall.webhook());
                    PrometheusServer prometheus = PrometheusServer.start(
                            folder.resolve("prometheus"),
                            scene.managementAddress(),
                            hurriedRules(),
                            alertmanager.address())) {
                awaitScraped(prometheus);
                assertTellsOfABrokenBackupAndOfItsEnd(scene, store, prometheus, oncall);
                assertTakesTheQueriesOfTheDashboard(prometheus);
            }
        }
    }

    private static void assertTellsOfABrokenBackupAndOfItsEnd(
            Scene scene, CountingProxy store, PrometheusServer prometheus, AlertReceiver oncall) throws IOException {
        store.behave(request -> new Reaction.Refuse(403, "AccessDenied"));
        ReplicationStatus broken = scene.run("photos", "broken");
        Message fired = awaitMessage(oncall, "firing");
        assertThat(prometheus.firing()).as("exactly its alert").isEqualTo(Set.of("HoldfastBackupFailing"));

        store.behaveWell();
        scene.run("photos", "mended");
        Message resolved = awaitMessage(oncall, "resolved");

        assertThat(fired.labels())
                .containsEntry("obj_name", "photos")
                .containsEntry("obj_namespace", scene.namespace)
                .containsEntry("class", "AccessDenied")
                .containsEntry("severity", "warning");
        assertThat(fired.annotations().get("next_step")).isEqualTo(FailureClass.ACCESS_DENIED.sentence());
        assertThat(fired.annotations().get("summary"))
                .isEqualTo("Backups of " + scene.namespace + "/photos fail: AccessDenied.");
        assertThat(resolved.labels()).isEqualTo(fired.labels());
        assertThat(aboutObjects(oncall)).extracting(Message::alert).containsOnly("HoldfastBackupFailing");
        assertThat(prometheus.firing()).isEmpty();
        // The id of the run leads from the status to the Event.
        assertThat(scene.event("photos", "BackupFailed"))
                .contains(broken.lastHandledRequest().runId());
    }

    private static void assertTakesTheQueriesOfTheDashboard(PrometheusServer prometheus) throws IOException {
        int answered = 0;
        for (Dashboard.Query query : Dashboard.shipped().queries()) {
            answered += prometheus.query(query.filled()).isEmpty() ? 0 : 1;
        }
        // There was no restore, no NFS server, no lock, and nobody waited.
        assertThat(answered).isGreaterThan(30);
    }

    /** The shipped rules, with a second for each quarter of an hour they wait. */
    private Path hurriedRules() throws IOException {
        String rules = Files.readString(
                Path.of(System.getProperty("holdfast.root"), "deploy", "monitoring", "holdfast.rules.yaml"));
        String hurried = FOR.matcher(rules)
                .replaceAll(time -> "for: "
                        + Duration.parse("PT" + time.group(1) + time.group(2)).toMillis() / 900 + "ms");
        return Files.writeString(folder.resolve("holdfast.rules.yaml"), hurried);
    }

    private static void awaitScraped(PrometheusServer prometheus) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.query("holdfast_last_success_timestamp_seconds > 0"))
                        .isNotEmpty());
    }

    /** Without what was told before the first scrape: that nobody is there. */
    private static Stream<Message> aboutObjects(AlertReceiver oncall) {
        return oncall.messages().stream().filter(message -> !message.alert().equals("HoldfastAbsent"));
    }

    private static Message awaitMessage(AlertReceiver oncall, String status) {
        return await().atMost(PATIENCE)
                .until(
                        () -> aboutObjects(oncall)
                                .filter(message -> message.status().equals(status))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Map<String, String> environment(S3Bucket bucket) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        return environment;
    }
}
