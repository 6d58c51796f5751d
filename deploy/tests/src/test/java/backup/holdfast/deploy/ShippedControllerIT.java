package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is shipped does its work with the rights it is given: the rendered objects on a real API server, the controller's own program
 * under its own service account, movers that are the shipped program, real restic and a real S3 server.
 */
@S3Test
@RequiresRealApi
class ShippedControllerIT {
    @TempDir
    Path folder;

    /** The two ways to install it. */
    enum Mode {
        CLUSTER,
        NAMESPACED;

        List<JsonNode> objects() {
            return switch (this) {
                case CLUSTER -> Shipped.chart(values -> values);
                case NAMESPACED -> Shipped.chart(values -> values.set("watchNamespaces[0]", Installation.APPS));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBackUpWithTheShippedRightsOnly(Mode mode, S3Bucket bucket) throws Exception {
        try (Installation installation = new Installation(folder);
                TestKubelet kubelet = TestKubelet.on(installation.admin)
                        .node("node-a")
                        .image("holdfast", image())
                        .storageClass("folders")
                        .start()) {
            installation.apply("""
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: photos, namespace: apps}
                    spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """);
            Files.writeString(kubelet.volume("photos").resolve("a"), "a");
            installation.apply(secret(bucket));

            installation.install(mode.objects());
            installation.apply("""
                    apiVersion: volsync.backube/v1alpha1
                    kind: ReplicationSource
                    metadata: {name: photos, namespace: apps}
                    spec:
                      sourcePVC: photos
                      trigger: {schedule: '0 4 * * *'}
                      restic: {repository: repo, copyMethod: Direct, retain: {daily: 7}}
                    """);

            await("a backup; the controller's log: " + installation.log())
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> hasSynced(installation.admin));
            assertThat(installation.get("/metrics").body()).contains("volsync_volume_out_of_sync");
            installation.stop();
            assertThat(installation.requests()).hasSizeGreaterThan(10);
            assertThat(installation.requests().stream()
                            .filter(request -> request.status() == 401 || request.status() == 403)
                            .map(request -> request.verb() + " " + request.resource())
                            .collect(Collectors.toSet()))
                    .isEmpty();
            assertOutsideIsForbidden(mode, installation);
        }
    }

    @Test
    void shouldRenderObjectsThatAnApiServerTakes() throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                replicas: 2
                timeZone: Europe/Berlin
                jitter: 10m
                log: {format: json, level: DEBUG}
                nfsScaler: {enabled: false}
                image: {repository: registry.example/holdfast, digest: 'sha256:%s'}
                imagePullSecrets: [{name: registry}]
                mover:
                  imagePullSecrets: [registry]
                  defaults: {resources: {requests: {memory: 512Mi}}, tolerations: [{operator: Exists}]}
                extraEnv: [{name: HTTPS_PROXY, value: 'http://proxy:3128'}]
                podAnnotations: {a: b}
                podLabels: {c: d}
                nodeSelector: {e: f}
                tolerations: [{operator: Exists}]
                topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
                priorityClassName: high
                serviceAccount: {annotations: {g: h}}
                networkPolicy: {enabled: true}
                podDisruptionBudget: {enabled: true}
                """.formatted("0".repeat(64)));
        try (Installation installation = new Installation(folder)) {
            for (List<JsonNode> objects : List.of(
                    Mode.CLUSTER.objects(),
                    Mode.NAMESPACED.objects(),
                    Shipped.chart(chart -> chart.withValuesFile(values)),
                    Shipped.kustomization(Shipped.KUSTOMIZE.resolve("cluster")),
                    Shipped.kustomization(Shipped.KUSTOMIZE.resolve("namespaced")))) {
                for (JsonNode object : objects) {
                    installation
                            .admin
                            .resource(Shipped.YAML.asYaml(object))
                            .dryRun()
                            .serverSideApply();
                }
            }
        }
    }

    private static void assertOutsideIsForbidden(Mode mode, Installation installation) {
        try (KubernetesClient controller = installation.asController()) {
            assertForbidden(
                    () -> controller.secrets().inNamespace(Installation.APPS).list());
            assertForbidden(() -> controller
                    .configMaps()
                    .inNamespace(Shipped.NAMESPACE)
                    .withName("any")
                    .delete());
            assertForbidden(() -> controller.nodes().list());
            switch (mode) {
                case CLUSTER -> {}
                case NAMESPACED -> {
                    assertForbidden(() -> controller.persistentVolumes().list());
                    assertForbidden(() -> controller
                            .secrets()
                            .inNamespace("default")
                            .withName("any")
                            .get());
                    assertForbidden(() -> controller
                            .resources(ReplicationSource.class)
                            .inAnyNamespace()
                            .list());
                }
            }
        }
    }

    private static void assertForbidden(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(403));
    }

    private static boolean hasSynced(KubernetesClient admin) {
        ReplicationSource source =
                admin.resources(ReplicationSource.class).withName("photos").get();
        return source.getStatus() != null && source.getStatus().lastSyncTime() != null;
    }

    /** As the image has it: the programs that were built, a JVM and a restic. */
    private static ContainerImage image() {
        return ContainerImage.command("sh")
                .withVariable("PATH", "/image/holdfast/bin:/image/bin:/usr/bin:/bin")
                .withVariable("JAVA_HOME", "/image/jdk")
                .withFile("holdfast", Installation.PROGRAMS)
                .withFile("jdk", Path.of(System.getProperty("java.home")))
                .withProgram("restic", Tools.require(Tools.restic(ResticSeries.ANY)));
    }

    private static String secret(S3Bucket bucket) {
        Map<String, String> content = new HashMap<>(bucket.environment());
        content.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        content.put("RESTIC_PASSWORD", "correct-horse-battery");
        StringBuilder yaml = new StringBuilder(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: repo, namespace: apps}\nstringData:\n");
        content.forEach((key, value) ->
                yaml.append("  ").append(key).append(": '").append(value).append("'\n"));
        return yaml.toString();
    }
}
