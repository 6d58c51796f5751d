package backup.holdfast.testsupport.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.testsupport.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RealApiServerIT {

    private static RealApiServer server;
    private static KubernetesClient admin;

    @BeforeAll
    static void start() {
        ApiServerBinaries binaries = ApiServerBinaries.find(System.getenv())
                .orElseGet(
                        () -> Assumptions.abort("needs kube-apiserver and etcd: set KUBEBUILDER_ASSETS to a folder that"
                                + " has them (setup-envtest fetches them)"));
        server = RealApiServer.startAudited(binaries);
        admin = TestCluster.connect(server.adminConfig());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            admin.close();
            server.close();
            assertThat(server.kubeconfig().getParent()).doesNotExist();
        }
    }

    @Test
    void shouldKeepItsObjectsWhenStoppedAndStartedAgain() {
        ConfigMap created = admin.resource(configMap("kept")).create();

        server.stop();
        try (KubernetesClient client = impatient(server.adminConfig())) {
            assertThatThrownBy(() -> client.resource(created).get()).hasStackTraceContaining("ConnectException");
        } finally {
            server.start();
        }

        assertThat(admin.resource(created).get()).isEqualTo(created);
    }

    @Test
    void shouldAllowAUserOnlyWhatARoleGrants() {
        grant("reader", "User", "jane", "get");
        admin.resource(configMap("readable")).create();

        try (KubernetesClient jane = TestCluster.connect(server.configOfUser("jane"))) {
            assertThat(jane.resource(configMap("readable")).get()).isNotNull();
            assertThatThrownBy(() -> jane.resource(configMap("mine")).create())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(403));
        }
    }

    @Test
    void shouldAcceptTheTokenOfAServiceAccountAndAuditItsRequests() {
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("writer")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
        grant("writer", "ServiceAccount", "writer", "create");
        String token = admin.serviceAccounts()
                .inNamespace("default")
                .withName("writer")
                .tokenRequest()
                .getStatus()
                .getToken();

        try (KubernetesClient writer = TestCluster.connect(server.configWithToken(token))) {
            writer.resource(configMap("written")).create();
        }

        assertThat(server.auditLog().requestsOf("system:serviceaccount:default:writer"))
                .containsExactly(new AuditedRequest(
                        "system:serviceaccount:default:writer", "create", "configmaps", "", "default", "written", 201));
    }

    @Test
    void shouldWriteAKubeconfigThatWorks() {
        Path kubeconfig = server.kubeconfig();

        try (KubernetesClient client = TestCluster.connect(Config.fromKubeconfig(kubeconfig.toFile()))) {
            assertThat(client.namespaces().withName("default").get()).isNotNull();
        }
    }

    @Test
    void shouldQuoteTheLogWhenTheServerDies() {
        ApiServerBinaries broken = new ApiServerBinaries(Path.of("/bin/ls"), Path.of("/bin/ls"));

        assertThatThrownBy(() -> RealApiServer.start(broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the API server did not start")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .hasSize(3)
                        .allSatisfy(attempt ->
                                assertThat(attempt).hasMessageContaining("unrecognized option '--etcd-servers")));
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }

    private static void grant(String role, String kind, String subject, String verb) {
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(role)
                        .withNamespace("default")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs(verb)
                        .endRule()
                        .build())
                .create();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(role)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", role)
                        .addNewSubject()
                        .withKind(kind)
                        .withName(subject)
                        .withNamespace(kind.equals("ServiceAccount") ? "default" : null)
                        .endSubject()
                        .build())
                .create();
    }

    private static KubernetesClient impatient(Config config) {
        return TestCluster.connect(
                new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build());
    }
}
