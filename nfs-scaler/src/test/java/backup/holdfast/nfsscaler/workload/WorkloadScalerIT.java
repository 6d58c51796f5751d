package backup.holdfast.nfsscaler.workload;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.nfs.CronJobHandling;
import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.crds.nfs.OnExportMissing;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.decide.ProbePolicy;
import backup.holdfast.nfsscaler.settings.Pace;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.settings.ScalerSettings.Authority;
import backup.holdfast.nfsscaler.settings.Selection;
import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single passes, on the in-memory API: what a cluster would refuse without a feature gate, and what happens once in a blue moon. */
class WorkloadScalerIT {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final ScalerMemory memory = new ScalerMemory();
    private InMemoryApiServer server;
    private KubernetesClient client;
    private WorkloadScaler scaler;

    @BeforeEach
    void start() {
        server = InMemoryApiServer.start();
        client = TestCluster.connect(server.clientConfig());
        scaler = new WorkloadScaler(client, new Told(), Runnable::run);
        create("apps/v1", "Deployment", "plex", "replicas: 3");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void shouldKeepAnAutoscalerThatMayGoToZeroFromWakingItsTarget() {
        create(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                "plex",
                "{minReplicas: 0, scaleTargetRef: {kind: Deployment, name: plex}}");

        pass(Need.ZERO);
        assertThat(replicas()).isZero();
        assertThat(hpa().get("spec", "minReplicas").toString()).isEqualTo("1");
        assertThat(hpa().getMetadata().getAnnotations()).containsKey(HoldfastKeys.NFS_SCALED);

        pass(Need.RUN);
        assertThat(replicas()).isEqualTo(3);
        assertThat(hpa().get("spec", "minReplicas").toString()).isEqualTo("0");
        assertThat(hpa().getMetadata().getAnnotations()).doesNotContainKey(HoldfastKeys.NFS_SCALED);
    }

    @Test
    void shouldWakeAnAutoscalerThatAKilledProcessLeftAsleep() {
        create(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                "plex",
                "{minReplicas: 0, scaleTargetRef: {kind: Deployment, name: plex}}");
        new AutoscalerWriter(client).pause(new Autoscaler(Autoscaler.HPA, hpa()), "home", NOW);
        assertThat(hpa().get("spec", "minReplicas").toString()).isEqualTo("1");

        pass(Need.RUN);

        assertThat(hpa().get("spec", "minReplicas").toString()).isEqualTo("0");
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void shouldDoNothingTwice() {
        pass(Need.ZERO);
        String version = deployment().getMetadata().getResourceVersion();
        pass(Need.ZERO);
        pass(Need.KEEP);
        assertThat(deployment().getMetadata().getResourceVersion()).isEqualTo(version);

        pass(Need.RUN);
        version = deployment().getMetadata().getResourceVersion();
        pass(Need.RUN);
        assertThat(deployment().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(told).containsExactly("taken plex 3", "given back plex 3");
    }

    @Test
    void shouldLeaveToTheOtherWhatAnotherNfsScalerTook() {
        pass(Need.ZERO);
        annotate(deployment()
                .getMetadata()
                .getAnnotations()
                .get(HoldfastKeys.NFS_SCALED)
                .replace("home", "other"));

        assertThat(standing(Need.RUN)).isEqualTo(Standing.LEFT);
        assertThat(replicas()).isZero();
    }

    @Test
    void shouldGuessNoReplicas() {
        pass(Need.ZERO);
        annotate("three");

        assertThat(standing(Need.RUN)).isEqualTo(Standing.FAILED);
        assertThat(replicas()).isZero();
    }

    @Test
    void shouldTakeTheMemoryOfAnotherWorkloadOfThatNameForNone() {
        pass(Need.ZERO);
        String copied = deployment().getMetadata().getAnnotations().get(HoldfastKeys.NFS_SCALED);
        client.resource(deployment()).delete();
        create("apps/v1", "Deployment", "plex", "replicas: 2");
        annotate(copied);

        pass(Need.RUN);

        assertThat(replicas()).isEqualTo(2);
        assertThat(deployment().getMetadata().getAnnotations()).doesNotContainKey(HoldfastKeys.NFS_SCALED);
    }

    private Standing standing(Need need) {
        return pass(need).outcomes().get(0).standing();
    }

    private PassReport pass(Need need) {
        return scaler.pass(new PassRequest(
                new ScalerSettings(
                        "home",
                        List.of(),
                        ProbePolicy.DEFAULT,
                        OnExportMissing.IGNORE,
                        Optional.empty(),
                        new Selection(
                                Discovery.MOUNTS,
                                List.of(),
                                Set.of(),
                                Set.of(),
                                Optional.empty(),
                                CronJobHandling.SUSPEND,
                                List.of()),
                        Pace.DEFAULT,
                        Authority.ENFORCE),
                List.of(new NamedServer("nas", List.of("nas"), Set.of(), List.of())),
                Map.of("nas", need),
                host -> Set.of(),
                memory,
                NOW));
    }

    private int replicas() {
        return ((Number) deployment().get("spec", "replicas")).intValue();
    }

    private GenericKubernetesResource deployment() {
        return get("apps/v1", "Deployment");
    }

    private GenericKubernetesResource hpa() {
        return get("autoscaling/v2", "HorizontalPodAutoscaler");
    }

    private GenericKubernetesResource get(String apiVersion, String kind) {
        return client.genericKubernetesResources(apiVersion, kind)
                .inNamespace("default")
                .withName("plex")
                .require();
    }

    private void annotate(String value) {
        GenericKubernetesResource changed = deployment();
        changed.getMetadata().setAnnotations(Map.of(HoldfastKeys.NFS_SCALED, value));
        client.resource(changed).update();
    }

    private void create(String apiVersion, String kind, String name, String spec) {
        GenericKubernetesResource object = client.getKubernetesSerialization()
                .unmarshal("""
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: default}
                spec:
                  template: {spec: {volumes: [{name: data, nfs: {server: nas, path: /}}]}}
                """.formatted(apiVersion, kind, name), GenericKubernetesResource.class);
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = object.get("spec");
        fields.putAll(client.getKubernetesSerialization()
                .unmarshal("x: {" + spec.replaceAll("^\\{|}$", "") + "}", GenericKubernetesResource.class)
                .get("x"));
        client.resource(object).create();
    }

    private final class Told implements WorkloadReports {
        @Override
        public void taken(Workload workload, int replicas, Set<String> servers) {
            told.add("taken " + workload.name() + " " + replicas);
        }

        @Override
        public void givenBack(Workload workload, int replicas) {
            told.add("given back " + workload.name() + " " + replicas);
        }

        @Override
        public void putBack(Workload workload, String manager) {
            told.add("put back " + workload.name());
        }

        @Override
        public void failed(Workload workload, String why) {
            told.add("failed " + workload.name() + " " + why);
        }
    }
}
