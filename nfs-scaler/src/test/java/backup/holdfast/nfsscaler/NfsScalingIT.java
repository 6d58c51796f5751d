package backup.holdfast.nfsscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.ReplicaMemory;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.crds.nfs.WorkloadStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the probe's answer to the replicas of workloads, in a cluster without controllers of its own. */
@ClusterTest(
        crds = {
            "crds/nfsscalers.holdfast.backup.yaml",
            "crds/scaledobjects.yaml",
            "crds/rollouts.yaml",
            "crds/shops.yaml"
        })
class NfsScalingIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final FakeServers servers = new FakeServers();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Fixtures cluster;
    private KubernetesClient client;
    private String namespace;
    private NfsScaling scaling;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        this.cluster = new Fixtures(client, namespace.name());
        start();
    }

    @AfterEach
    void stop() {
        client.resources(NfsScaler.class).withName(namespace).delete();
        scaling.close();
        cluster.removeVolumes();
    }

    @Test
    void shouldTakeWhatMountsFromADeadServerAndBringItBackAsItWas() {
        cluster.nfsClaim("media", "nas.home", "/media");
        cluster.workload("Deployment", "plex", 2, Fixtures.claim("media"));
        cluster.workload("StatefulSet", "db", 3, Fixtures.inline("10.0.0.5", "/db"));
        cluster.workload("ReplicaSet", "bare", 1, Fixtures.inline("NAS.home", "/bare"));
        cluster.cronJob("nightly", Fixtures.claim("media"));
        cluster.workload("Deployment", "idle", 0, Fixtures.claim("media"));
        cluster.workload("Deployment", "elsewhere", 2, Fixtures.inline("other.home", "/"));
        cluster.workload("Deployment", "unrelated", 2, "emptyDir: {}");
        cluster.daemonSet("agent", Fixtures.claim("media"));
        servers.name("nas.home", "10.0.0.5");
        create("servers: [{name: nas, host: nas.home}]");
        awaitServer("nas", ServerStatus.UP);

        servers.kill("nas.home");
        awaitHeld(4);
        assertThat(replicas())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("plex", 0, "db", 0, "bare", 0, "nightly", 0, "idle", 0, "elsewhere", 2, "unrelated", 2));
        assertThat(workloads())
                .containsExactlyInAnyOrder(
                        "Deployment plex Held 2",
                        "StatefulSet db Held 3",
                        "ReplicaSet bare Held 1",
                        "CronJob nightly Held 1",
                        "Deployment idle Watched null",
                        "DaemonSet agent Left null");
        assertThat(condition("ServersReachable")).isEqualTo("False ServerDown");
        assertThat(condition("WorkloadsScaled")).isEqualTo("True Held");
        assertThat(condition("Ready")).isEqualTo("True Accepted");

        servers.revive("nas.home");
        awaitHeld(0);
        assertThat(replicas())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("plex", 2, "db", 3, "bare", 1, "nightly", 1, "idle", 0, "elsewhere", 2, "unrelated", 2));
        assertThat(cluster.annotated()).isEmpty();
        assertThat(events("plex"))
                .containsExactly(
                        "ScaledToZero Taken from 2 to 0 while its NFS server is gone: nas.",
                        "BroughtBack Back to 2: its NFS server is back.");
        assertThat(events("nightly"))
                .containsExactly(
                        "ScaledToZero Suspended while its NFS server is gone: nas.",
                        "BroughtBack No longer suspended: its NFS server is back.");
    }

    @Test
    void shouldBringBackAcrossARestartWhatAnotherProcessTook() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(1);

        scaling.close();
        int before = servers.probes("nas");
        start();
        await().atMost(SOON).until(() -> servers.probes("nas") > before + 3);
        assertThat(replicas()).isEqualTo(Map.of("plex", 0));
        assertThat(status().server("nas").orElseThrow().state()).isEqualTo(ServerStatus.DOWN);

        servers.revive("nas");
        awaitHeld(0);
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));
    }

    @Test
    void shouldScaleNothingOnAnswersThatSayNothing() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);

        servers.blur("nas");
        await().atMost(SOON).until(() -> condition("ServersReachable").equals("Unknown Unclear"));
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));
        assertThat(status().server("nas").orElseThrow().state()).isEqualTo(ServerStatus.UP);
    }

    @Test
    void shouldScaleNothingForAServerThatWasNeverSeen() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("typo", "/"));
        servers.kill("typo");
        create("servers: [{name: nas, host: typo}]");

        await().atMost(SOON).until(() -> condition("ServersReachable").equals("False NeverReachable"));
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));
    }

    @Test
    void shouldServeTwoServersByOneObject() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("a", "/"));
        cluster.workload("Deployment", "photos", 1, Fixtures.inline("b", "/"));
        cluster.labelled("Deployment", "both", 1, Map.of("tier", "core"));
        create("""
                servers: [{name: a, host: a}, {name: b, host: b}]
                workloads: {namespaces: [%s], selectors: [{selector: {matchLabels: {tier: core}}}]}
                """.formatted(namespace));
        awaitServer("a", ServerStatus.UP);
        awaitServer("b", ServerStatus.UP);

        servers.kill("a");
        awaitHeld(2);
        assertThat(replicas()).isEqualTo(Map.of("plex", 0, "photos", 1, "both", 0));
        servers.kill("b");
        awaitHeld(3);
        servers.revive("a");
        await().atMost(SOON).until(() -> replicas().get("plex") == 2);
        assertThat(replicas()).isEqualTo(Map.of("plex", 2, "photos", 0, "both", 0));
        servers.revive("b");
        awaitHeld(0);
        assertThat(replicas()).isEqualTo(Map.of("plex", 2, "photos", 1, "both", 1));
    }

    @Test
    void shouldAnswerWhoeverPutsReplicasBackAndSaySo() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(1);

        // As Flux does: at its own interval, by what stands in the manifest.
        for (int i = 0; i < 2; i++) {
            cluster.scaleAs("kustomize-controller", "plex", 1);
            await().atMost(SOON).until(() -> replicas().get("plex") == 0);
        }

        await().atMost(SOON).until(() -> condition("WorkloadsScaled").equals("False PutBack"));
        assertThat(message("WorkloadsScaled")).contains("/plex: ", "Leave spec.replicas out of the manifest");
        assertThat(events("plex"))
                .filteredOn(it -> it.startsWith("ReplicasPutBack "))
                .hasSize(1);

        servers.revive("nas");
        awaitHeld(0);
        assertThat(replicas()).as("what was put back is the newer wish").isEqualTo(Map.of("plex", 1));
        assertThat(condition("WorkloadsScaled")).isEqualTo("True NothingHeld");
    }

    @Test
    void shouldLetAutoscalersSleepMeanwhile() {
        cluster.workload("Deployment", "plex", 4, Fixtures.inline("nas", "/"));
        cluster.workload("Deployment", "photos", 2, Fixtures.inline("nas", "/"));
        cluster.workload("Deployment", "music", 3, Fixtures.inline("nas", "/"));
        cluster.hpa("Deployment", "plex", 1);
        cluster.scaledObject("photos", Map.of());
        cluster.scaledObject("music", Map.of("autoscaling.keda.sh/paused-replicas", "3"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);

        servers.kill("nas");
        awaitHeld(3);
        assertThat(cluster.pausedReplicas("photos")).isEqualTo("0");
        assertThat(cluster.pausedReplicas("music")).as("of the user's own").isEqualTo("3");
        assertThat(cluster.hpaMinReplicas("plex")).isEqualTo(1);

        servers.revive("nas");
        awaitHeld(0);
        assertThat(replicas()).isEqualTo(Map.of("plex", 4, "photos", 2, "music", 3));
        assertThat(cluster.pausedReplicas("photos")).isNull();
        assertThat(cluster.pausedReplicas("music")).isEqualTo("3");
        assertThat(cluster.annotated()).isEmpty();
    }

    @Test
    void shouldScaleKindsThatHaveOnlyAScaleSubresource() {
        cluster.custom("argoproj.io/v1alpha1", "Rollout", "canary", "replicas", 5, Fixtures.inline("nas", "/"));
        cluster.custom("example.com/v1", "Shop", "corner", "tills", 2, Fixtures.inline("nas", "/"));
        create("""
                servers: [{name: nas, host: nas}]
                workloads: {namespaces: [%s], kinds: [{apiVersion: example.com/v1, kind: Shop}]}
                """.formatted(namespace));
        awaitServer("nas", ServerStatus.UP);

        servers.kill("nas");
        awaitHeld(2);
        assertThat(cluster.custom("Rollout", "canary", "replicas")).isZero();
        assertThat(cluster.custom("Shop", "corner", "tills")).isZero();

        servers.revive("nas");
        awaitHeld(0);
        assertThat(cluster.custom("Rollout", "canary", "replicas")).isEqualTo(5);
        assertThat(cluster.custom("Shop", "corner", "tills")).isEqualTo(2);
        assertThat(cluster.annotated()).isEmpty();
    }

    /** A process that was killed after it had announced what it takes, and one killed after it had given back. */
    @Test
    void shouldFinishWhatAKilledProcessBegan() {
        scaling.close();
        HasMetadata announced = cluster.custom(
                "argoproj.io/v1alpha1", "Rollout", "announced", "replicas", 5, Fixtures.inline("a", "/"));
        HasMetadata returned =
                cluster.custom("argoproj.io/v1alpha1", "Rollout", "returned", "replicas", 3, Fixtures.inline("b", "/"));
        for (HasMetadata workload : List.of(announced, returned)) {
            cluster.annotate(workload, memory(workload, 5));
        }
        create("servers: [{name: a, host: a}, {name: b, host: b}]");
        start();
        // Both live: what was announced and not taken is forgotten, as is what was given back.
        await().atMost(SOON).until(() -> cluster.annotated().isEmpty());
        assertThat(cluster.custom("Rollout", "announced", "replicas")).isEqualTo(5);
        assertThat(cluster.custom("Rollout", "returned", "replicas")).isEqualTo(3);
        awaitServer("a", ServerStatus.UP);

        servers.kill("a");
        awaitHeld(1);
        cluster.annotate(announced, memory(announced, 5));
        cluster.scaleCustom(announced, 5);
        await().atMost(SOON).until(() -> cluster.custom("Rollout", "announced", "replicas") == 0);
        servers.revive("a");
        awaitHeld(0);
        assertThat(cluster.custom("Rollout", "announced", "replicas")).isEqualTo(5);
    }

    @Test
    void shouldLetARestoreFinishBeforeAWorkloadComesBack() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(1);
        annotate("plex", HoldfastKeys.HOLD, "\"hf-1\"");

        servers.revive("nas");
        await().atMost(SOON).until(() -> condition("WorkloadsScaled").equals("True ComingBack"));
        assertThat(replicas()).isEqualTo(Map.of("plex", 0));

        annotate("plex", HoldfastKeys.HOLD, "null");
        awaitHeld(0);
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));
    }

    @Test
    void shouldOnlyTellInModeObserve() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("mode: Observe\nservers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);

        servers.kill("nas");
        await().atMost(SOON).until(() -> condition("WorkloadsScaled").equals("True WouldHold"));
        assertThat(workloads()).containsExactly("Deployment plex WouldHold null");
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));

        patchSpec("{\"mode\":null}");
        awaitHeld(1);
        patchSpec("{\"mode\":\"Observe\"}");
        servers.revive("nas");
        awaitHeld(0);
        assertThat(replicas()).as("what was taken comes back").isEqualTo(Map.of("plex", 2));
    }

    @Test
    void shouldScaleNothingWhilePaused() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(1);

        patchSpec("{\"paused\":true}");
        servers.revive("nas");
        awaitServer("nas", ServerStatus.UP);
        await().atMost(SOON).until(() -> condition("WorkloadsScaled").equals("True Paused"));
        assertThat(replicas()).isEqualTo(Map.of("plex", 0));

        patchSpec("{\"paused\":null}");
        awaitHeld(0);
        assertThat(replicas()).isEqualTo(Map.of("plex", 2));
    }

    @Test
    void shouldLeaveAloneWhatIsNotItsBusiness() {
        String nas = Fixtures.inline("nas", "/");
        cluster.workload("Deployment", "plain", 1, nas);
        cluster.workload(
                "Deployment",
                "out",
                1,
                nas,
                it -> it.getMetadata().setLabels(Map.of("holdfast.backup/nfs-scaler", "false")));
        cluster.workload(
                "Deployment", "excluded", 1, nas, it -> it.getMetadata().setLabels(Map.of("tier", "core")));
        cluster.workload(
                "Deployment",
                "holdfast",
                1,
                nas,
                it -> it.getMetadata().setLabels(Map.of("app.kubernetes.io/name", "holdfast")));
        cluster.workload("Deployment", "owned", 1, nas, it -> cluster.own(it, "Operator"));
        cluster.workload(
                "Deployment",
                "driver",
                1,
                "hostPath: {path: /var/lib/kubelet/plugins/nfs}",
                it -> it.getMetadata().setLabels(Map.of("holdfast.backup/nfs-scaler", "true")));
        cluster.workload(
                "Deployment",
                "in",
                1,
                "emptyDir: {}",
                it -> it.getMetadata().setLabels(Map.of("holdfast.backup/nfs-scaler", "nas")));
        create("""
                servers: [{name: nas, host: nas}]
                workloads: {namespaces: [%s], exclude: {matchLabels: {tier: core}}}
                """.formatted(namespace));
        awaitServer("nas", ServerStatus.UP);

        servers.kill("nas");
        awaitHeld(2);
        assertThat(replicas())
                .isEqualTo(
                        Map.of("plain", 0, "in", 0, "out", 1, "excluded", 1, "holdfast", 1, "owned", 1, "driver", 1));
        assertThat(status().workloads())
                .filteredOn(it -> it.state().equals("Left"))
                .extracting(WorkloadStatus::name)
                .containsExactlyInAnyOrder("out", "excluded", "holdfast", "owned", "driver");

        annotateLabel("plain", "holdfast.backup/nfs-scaler", "\"false\"");
        await().atMost(SOON).until(() -> replicas().get("plain") == 1);
    }

    @Test
    void shouldGiveEverythingBackWhenItIsDeleted() {
        cluster.workload("Deployment", "plex", 2, Fixtures.inline("nas", "/"));
        create("servers: [{name: nas, host: nas}]");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(1);

        client.resources(NfsScaler.class).withName(namespace).delete();

        await().atMost(SOON).until(() -> replicas().get("plex") == 2);
        assertThat(cluster.annotated()).isEmpty();
        await().atMost(SOON).until(() -> meters.getMeters().isEmpty());
    }

    @Test
    void shouldBringBackAFewAtATime() {
        for (int i = 0; i < 5; i++) {
            cluster.workload("Deployment", "app" + i, 1, Fixtures.inline("nas", "/"));
        }
        create("servers: [{name: nas, host: nas}]\nscaleUp: {atOnce: 2, every: 3s}");
        awaitServer("nas", ServerStatus.UP);
        servers.kill("nas");
        awaitHeld(5);

        servers.revive("nas");
        await().atMost(SOON).until(() -> running() > 0);
        assertThat(running()).isEqualTo(2);
        await().atMost(SOON).until(() -> running() > 2);
        assertThat(running()).isEqualTo(4);
        awaitHeld(0);
        assertThat(running()).isEqualTo(5);
    }

    @Test
    void shouldSayWhatIsWrongWithItsSpec() {
        create("""
                servers: [{name: nas, host: nas}]
                workloads: {selectors: [{servers: [nsa], selector: {}}]}
                """);

        await().atMost(SOON).until(() -> condition("Ready").equals("False InvalidSpec"));
        assertThat(message("Stalled"))
                .isEqualTo(
                        "spec.workloads.selectors names the server \"nsa\", which spec.servers does not have: correct the"
                                + " name.");
    }

    private void start() {
        scaling = NfsScaling.start(client, meters, "test", Clock.systemUTC(), servers, servers);
    }

    /** Probes every second; two failures or successes count. Looks only at this test's namespace. */
    private void create(String spec) {
        ObjectNode fields = client.getKubernetesSerialization().unmarshal(spec, ObjectNode.class);
        fields.putObject("probe")
                .put("interval", "1s")
                .put("timeout", "500ms")
                .put("failureThreshold", 2)
                .put("successThreshold", 2);
        ArrayNode namespaces = fields.withArray("/workloads/namespaces");
        if (namespaces.isEmpty()) {
            namespaces.add(namespace);
        }
        ObjectNode scaler = JsonNodeFactory.instance.objectNode();
        scaler.put("apiVersion", "holdfast.backup/v1alpha1").put("kind", "NfsScaler");
        scaler.putObject("metadata").put("name", namespace);
        scaler.set("spec", fields);
        client.resource(client.getKubernetesSerialization().convertValue(scaler, GenericKubernetesResource.class))
                .create();
    }

    private void patchSpec(String spec) {
        client.resources(NfsScaler.class).withName(namespace).patch(MERGE, "{\"spec\":" + spec + "}");
    }

    private void annotate(String deployment, String annotation, String json) {
        client.apps()
                .deployments()
                .withName(deployment)
                .patch(MERGE, "{\"metadata\":{\"annotations\":{\"" + annotation + "\":" + json + "}}}");
    }

    private void annotateLabel(String deployment, String label, String json) {
        client.apps()
                .deployments()
                .withName(deployment)
                .patch(MERGE, "{\"metadata\":{\"labels\":{\"" + label + "\":" + json + "}}}");
    }

    private String memory(HasMetadata workload, int replicas) {
        return new ReplicaMemory(
                        replicas, workload.getMetadata().getUid(), namespace, Instant.parse("2026-11-20T04:00:00Z"))
                .toAnnotation();
    }

    private NfsScalerStatus status() {
        return client.resources(NfsScaler.class).withName(namespace).require().getStatus();
    }

    private void awaitServer(String server, String state) {
        await().atMost(SOON)
                .until(() -> status().server(server).map(ServerStatus::state).orElse(""), state::equals);
    }

    private void awaitHeld(int count) {
        await().atMost(SOON).until(() -> status().held(), held -> held != null && held == count);
    }

    private int running() {
        return replicas().values().stream().mapToInt(Integer::intValue).sum();
    }

    private Map<String, Integer> replicas() {
        return cluster.replicas();
    }

    private List<String> workloads() {
        return status().workloads().stream()
                .map(it -> it.kind() + " " + it.name() + " " + it.state() + " " + it.replicas())
                .toList();
    }

    private String condition(String type) {
        return find(type).map(it -> it.getStatus() + " " + it.getReason()).orElse("");
    }

    private String message(String type) {
        return find(type).map(Condition::getMessage).orElse("");
    }

    private Optional<Condition> find(String type) {
        return status().conditions().stream()
                .filter(it -> it.getType().equals(type))
                .findFirst();
    }

    private List<String> events(String name) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(it -> it.getRegarding().getName().equals(name))
                .sorted(Comparator.comparing((Event it) -> it.getEventTime().getTime()))
                .map(it -> it.getReason() + " " + it.getNote())
                .toList();
    }
}
