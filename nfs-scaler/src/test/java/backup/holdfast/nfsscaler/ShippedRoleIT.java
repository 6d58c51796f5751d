package backup.holdfast.nfsscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import backup.holdfast.testsupport.apiserver.AuditedRequest;
import backup.holdfast.testsupport.apiserver.RealApiServer;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The role that is shipped suffices for everything, and grants nothing that is not used. */
@RequiresRealApi
class ShippedRoleIT {
    private static final Path ROLE =
            Path.of(System.getProperty("holdfast.root"), "deploy", "kustomize", "cluster", "nfs-scaler-role.yaml");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NAMESPACE = "media";

    @Test
    void shouldSufficeAndGrantNothingElse() throws IOException {
        FakeServers servers = new FakeServers();
        try (RealApiServer server = RealApiServer.startAudited(
                        ApiServerBinaries.find(System.getenv()).orElseThrow());
                KubernetesClient admin = TestCluster.connect(server.adminConfig())) {
            prepare(admin);
            ClusterRole role = admin.getKubernetesSerialization().unmarshal(Files.readString(ROLE), ClusterRole.class);
            try (KubernetesClient client = TestCluster.connect(server.configWithToken(grant(admin, role)));
                    NfsScaling scaling = NfsScaling.start(
                            client, new SimpleMeterRegistry(), "test", Clock.systemUTC(), servers, servers)) {
                assertThat(scaling.readiness().ready()).isTrue();
                awaitStatus(admin, ServerStatus.UP, 0);
                servers.kill("nas");
                awaitStatus(admin, ServerStatus.DOWN, 5);
                servers.revive("nas");
                awaitStatus(admin, ServerStatus.UP, 0);
            }

            Set<String> used = new TreeSet<>();
            for (AuditedRequest request :
                    server.auditLog().requestsOf("system:serviceaccount:" + NAMESPACE + ":scaler")) {
                assertThat(request.status()).as("%s", request).isNotIn(401, 403);
                if (!request.resource().isEmpty()) {
                    used.add(request.verb() + " " + request.resource()
                            + (request.subresource().isEmpty() ? "" : "/" + request.subresource()));
                }
            }
            // Only where the cluster has the feature gate for HorizontalPodAutoscalers at zero, which this one refuses.
            used.add("patch horizontalpodautoscalers");
            assertThat(used).isEqualTo(granted(role));
        }
    }

    private static void prepare(KubernetesClient admin) throws IOException {
        for (String file : Set.of("scaledobjects", "rollouts", "nfsscalers.holdfast.backup")) {
            admin.load(ShippedRoleIT.class.getResourceAsStream("/crds/" + file + ".yaml"))
                    .create();
        }
        for (String group : Set.of("keda.sh", "argoproj.io", "holdfast.backup")) {
            await().ignoreExceptions().atMost(SOON).until(() -> admin.getApiResources(group + "/v1alpha1") != null);
        }
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        KubernetesClient inNamespace = TestCluster.connect(new ConfigBuilder(admin.getConfiguration())
                .withNamespace(NAMESPACE)
                .build());
        try (inNamespace) {
            Fixtures cluster = new Fixtures(inNamespace, NAMESPACE);
            String nas = Fixtures.inline("nas", "/");
            cluster.nfsClaim("media", "nas", "/");
            cluster.workload("Deployment", "plex", 1, Fixtures.claim("media"));
            cluster.workload("StatefulSet", "db", 1, nas);
            cluster.workload("ReplicaSet", "bare", 1, nas);
            cluster.cronJob("nightly", nas);
            cluster.daemonSet("agent", nas);
            cluster.custom("argoproj.io/v1alpha1", "Rollout", "canary", "replicas", 1, nas);
            cluster.scaledObject("plex", Map.of());
            cluster.hpa("StatefulSet", "db", 1);
        }
        admin.resource(admin.getKubernetesSerialization().unmarshal("""
                                apiVersion: holdfast.backup/v1alpha1
                                kind: NfsScaler
                                metadata: {name: nas}
                                spec:
                                  servers: [{name: nas, host: nas}]
                                  probe: {interval: 1s, timeout: 500ms, failureThreshold: 2}
                                """, NfsScaler.class))
                .create();
    }

    /** The token of a service account with this role. */
    private static String grant(KubernetesClient admin, ClusterRole role) {
        admin.resource(role).create();
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("scaler")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("scaler")
                        .endMetadata()
                        .withNewRoleRef(
                                "rbac.authorization.k8s.io",
                                "ClusterRole",
                                role.getMetadata().getName())
                        .addNewSubject("", "ServiceAccount", "scaler", NAMESPACE)
                        .build())
                .create();
        return admin.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("scaler")
                .tokenRequest()
                .getStatus()
                .getToken();
    }

    private static Set<String> granted(ClusterRole role) {
        return role.getRules().stream()
                .flatMap((PolicyRule rule) -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void awaitStatus(KubernetesClient admin, String state, int held) {
        await().atMost(SOON)
                .until(
                        () -> admin.resources(NfsScaler.class)
                                .withName("nas")
                                .require()
                                .getStatus(),
                        status -> status.server("nas")
                                        .filter(it -> state.equals(it.state()))
                                        .isPresent()
                                && Integer.valueOf(held).equals(status.held()));
    }
}
