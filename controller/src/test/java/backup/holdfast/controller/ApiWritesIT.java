package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import backup.holdfast.testsupport.apiserver.AuditedRequest;
import backup.holdfast.testsupport.apiserver.RealApiServer;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a sync writes to the API server, by that server's own audit log. */
@S3Test
@RequiresRealApi
final class ApiWritesIT {
    private static final String USER = "holdfast";
    private static final String NAMESPACE = "default";

    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: photos}
            spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    private static final String SNAPSHOT_CLASS = """
            apiVersion: snapshot.storage.k8s.io/v1
            kind: VolumeSnapshotClass
            metadata:
              name: folders
              annotations: {snapshot.storage.kubernetes.io/is-default-class: "true"}
            driver: folders.testing.holdfast.backup
            deletionPolicy: Delete
            """;

    @TempDir
    Path folder;

    @Test
    void shouldWriteLittleForASyncAndNothingWhileIdle(S3Bucket bucket) throws Exception {
        try (RealApiServer server = RealApiServer.startAudited(
                        ApiServerBinaries.find(System.getenv()).orElseThrow());
                KubernetesClient admin = TestCluster.connect(new ConfigBuilder(server.adminConfig())
                        .withNamespace(NAMESPACE)
                        .build());
                KubernetesClient client = TestCluster.connect(server.configOfUser(USER, "system:masters"))) {
            define(admin);
            try (TestKubelet kubelet = TestKubelet.on(admin)
                            .node("node-a")
                            .image("holdfast", PodScene.image(folder))
                            .storageClass("folders")
                            .start();
                    Holdfast holdfast = Holdfast.start(
                            TestSettings.of(Set.of(), TestSettings.pods()), client, Clock.systemUTC(), event -> {})) {
                apply(admin, VOLUME);
                Files.writeString(kubelet.volume("photos").resolve("a"), "a");
                for (String copyMethod : List.of("Direct", "Snapshot")) {
                    apply(admin, objects(copyMethod, bucket));
                }
                awaitStatus(admin, "direct", status -> status.lastSyncTime() != null);
                awaitStatus(admin, "snapshot", status -> status.lastSyncTime() != null);
                awaitIdle(server);

                assertThat(writesOfASync(server, admin, "direct")).hasSizeLessThanOrEqualTo(7);
                assertThat(writesOfASync(server, admin, "snapshot"))
                        .contains("create volumesnapshots", "delete volumesnapshots", "delete persistentvolumeclaims")
                        .hasSizeLessThanOrEqualTo(15);
                assertThat(holdfast.readiness().explanation()).isEqualTo("ready");
            }
        }
    }

    /** Until nothing more is written, so that what is tidied up afterwards counts as well. */
    private static List<String> writesOfASync(RealApiServer server, KubernetesClient admin, String source) {
        int before = writes(server).size();
        admin.resources(ReplicationSource.class)
                .inNamespace(NAMESPACE)
                .withName(source)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"again\"}}}");
        awaitStatus(admin, source, status -> status.lastHandledRequest() != null);
        awaitIdle(server);
        return writes(server).subList(before, writes(server).size());
    }

    /** For longer than everything that looks again by itself. */
    private static void awaitIdle(RealApiServer server) {
        AtomicInteger seen = new AtomicInteger(-1);
        await("idleness")
                .during(Duration.ofSeconds(12))
                .atMost(Duration.ofSeconds(40))
                .until(() -> {
                    int now = writes(server).size();
                    return seen.getAndSet(now) == now;
                });
    }

    private static void define(KubernetesClient admin) {
        ResourceDefinitions.all()
                .forEach(definition -> admin.resource(definition).create());
        for (String definition : List.of(
                SnapshotKind.SNAPSHOT_DEFINITION, SnapshotKind.CONTENT_DEFINITION, SnapshotKind.CLASS_DEFINITION)) {
            admin.load(requireNonNull(ApiWritesIT.class.getResourceAsStream("/" + definition)))
                    .create();
        }
        // Served a moment after they are accepted.
        for (SnapshotKind kind : SnapshotKind.values()) {
            await().ignoreExceptions()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> admin.genericKubernetesResources(kind.context())
                                    .list(),
                            Objects::nonNull);
        }
        apply(admin, SNAPSHOT_CLASS);
    }

    private static List<String> writes(RealApiServer server) {
        return server.auditLog().requestsOf(USER).stream()
                .filter(AuditedRequest::isWrite)
                .map(request -> (request.verb() + " " + request.resource() + " " + request.subresource()).strip())
                .toList();
    }

    private static void awaitStatus(KubernetesClient client, String source, Predicate<ReplicationStatus> condition) {
        await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> client.resources(ReplicationSource.class)
                                .inNamespace(NAMESPACE)
                                .withName(source)
                                .get()
                                .getStatus(),
                        condition);
    }

    private static void apply(KubernetesClient client, String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(NAMESPACE)
                .serverSideApply();
    }

    /** A source, named after how it copies, with a repository of its own. */
    private static String objects(String copyMethod, S3Bucket bucket) {
        String name = copyMethod.toLowerCase(Locale.ROOT);
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository(name));
        environment.put("RESTIC_PASSWORD", Scene.PASSWORD);
        StringBuilder yaml = new StringBuilder("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %1$s}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: %1$s, copyMethod: %2$s, retain: {daily: 7}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: %1$s}
                stringData:
                """.formatted(name, copyMethod));
        environment.forEach((key, value) ->
                yaml.append("  ").append(key).append(": '").append(value).append("'\n"));
        return yaml.toString();
    }
}
