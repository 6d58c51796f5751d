package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import backup.holdfast.testsupport.apiserver.AuditedRequest;
import backup.holdfast.testsupport.apiserver.RealApiServer;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a sync writes to the API server, by that server's own audit log. */
@S3Test
@RequiresRealApi
final class ApiWritesIT {
    private static final String USER = "holdfast";
    private static final String NAMESPACE = "default";

    @TempDir
    Path folder;

    @Test
    void shouldWriteSevenTimesForASyncAtMostAndNothingWhileIdle(S3Bucket bucket) throws Exception {
        try (RealApiServer server = RealApiServer.startAudited(
                        ApiServerBinaries.find(System.getenv()).orElseThrow());
                KubernetesClient admin = TestCluster.connect(server.adminConfig());
                KubernetesClient client = TestCluster.connect(server.configOfUser(USER, "system:masters"))) {
            ResourceDefinitions.all()
                    .forEach(definition -> admin.resource(definition).create());
            try (TestKubelet kubelet = TestKubelet.on(admin)
                            .node("node-a")
                            .image("holdfast", image())
                            .storageClass("folders")
                            .start();
                    Holdfast holdfast = Holdfast.start(settings(), client, Clock.systemUTC(), event -> {})) {
                apply(admin, objects(bucket));
                Files.writeString(kubelet.volume("photos").resolve("a"), "a");
                awaitStatus(admin, status -> status.lastSyncTime() != null);
                int before = writes(server).size();
                admin.resources(ReplicationSource.class)
                        .inNamespace(NAMESPACE)
                        .withName("photos")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"again\"}}}");
                awaitStatus(admin, status -> status.lastHandledRequest() != null);
                await("the Event, which comes last")
                        .untilAsserted(() -> assertThat(writes(server)
                                        .subList(before, writes(server).size()))
                                .contains("create events"));

                List<String> ofTheSync =
                        writes(server).subList(before, writes(server).size());
                assertThat(ofTheSync).hasSizeLessThanOrEqualTo(7);
                assertThat(holdfast.readiness().explanation()).isEqualTo("ready");
                int afterwards = writes(server).size();
                // Longer than everything that looks again by itself.
                await().during(Duration.ofSeconds(12))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> writes(server).size() == afterwards);
            }
        }
    }

    private static List<String> writes(RealApiServer server) {
        return server.auditLog().requestsOf(USER).stream()
                .filter(AuditedRequest::isWrite)
                .map(request -> (request.verb() + " " + request.resource() + " " + request.subresource()).strip())
                .toList();
    }

    private static void awaitStatus(KubernetesClient client, Predicate<ReplicationStatus> condition) {
        await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> client.resources(ReplicationSource.class)
                                .inNamespace(NAMESPACE)
                                .withName("photos")
                                .get()
                                .getStatus(),
                        condition);
    }

    private static void apply(KubernetesClient client, String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(NAMESPACE)
                .serverSideApply();
    }

    private static String objects(S3Bucket bucket) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        StringBuilder yaml = new StringBuilder("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: repo, copyMethod: Direct, retain: {daily: 7}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: repo}
                stringData:
                """);
        environment.forEach((key, value) ->
                yaml.append("  ").append(key).append(": '").append(value).append("'\n"));
        return yaml.toString();
    }

    private static HoldfastSettings settings() {
        return new HoldfastSettings(
                "test",
                Set.of(),
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new MoverChoice.Jobs(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of())));
    }

    private ContainerImage image() throws IOException {
        ContainerImage mover = ContainerImage.java(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m"),
                MoverMain.class.getName());
        Path command = Files.writeString(
                folder.resolve("holdfast-mover"), "#!/bin/sh\nexec " + String.join(" ", mover.entrypoint()) + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        return mover.withProgram("holdfast-mover", command).withProgram("restic", Scene.restic());
    }
}
