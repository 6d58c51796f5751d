package backup.holdfast.testsupport.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The order matters: the last test looks for what the others left. */
@ClusterTest(crds = "crds/widgets.yaml")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTestIT {

    private String namespaceBefore;

    @BeforeEach
    void remember(TestNamespace namespace) {
        namespaceBefore = namespace.name();
    }

    @Test
    @Order(1)
    void shouldGiveTheTestANamespaceOfItsOwn(KubernetesClient client, TestNamespace namespace) {
        assertThat(namespace.name())
                .isEqualTo(namespaceBefore)
                .matches("t-should-give-the-test-a-namespace-of-its-[0-9a-f]{8}");
        assertThat(client.getNamespace()).isEqualTo(namespace.name());
        assertThat(client.namespaces().withName(namespace.name()).get()).isNotNull();

        ConfigMap held =
                client.resource(configMap("held", List.of("example.com/hold"))).create();
        assertThat(held.getMetadata().getNamespace()).isEqualTo(namespace.name());
        assertThat(client.configMaps().list().getItems())
                .extracting(item -> item.getMetadata().getName())
                .contains("held");
    }

    @Test
    @Order(1)
    void shouldServeTheDefinitionsOfTheAnnotation(KubernetesClient client, TestNamespace namespace) {
        GenericKubernetesResource created = client.resource(widget("a", 3)).create();

        assertThat(created.getMetadata().getNamespace()).isEqualTo(namespace.name());
        assertThat(client.resource(widget("a", 3)).get()).isEqualTo(created);
    }

    @Test
    @Order(1)
    void shouldTellWhatItRunsOn(TestCluster cluster) {
        assertThat(cluster.kind())
                .isEqualTo(ClusterKind.choose(Optional.ofNullable(System.getProperty("k8s")), System.getenv()));
    }

    @Test
    @Order(1)
    void shouldWriteAKubeconfigForOtherPrograms(TestCluster cluster, TestNamespace namespace, @TempDir Path temp)
            throws Exception {
        Path kubeconfig = cluster.writeKubeconfig(temp.resolve("kubeconfig"));

        KubeconfigCluster named = KubeconfigCluster.fromEnvironment(Map.of("KUBECONFIG", kubeconfig.toString()));
        try (KubernetesClient client = TestCluster.connect(named.adminConfig())) {
            assertThat(client.namespaces().withName(namespace.name()).get()).isNotNull();
        }
    }

    @Test
    @Order(1)
    @RequiresRealApi
    void shouldTakeAwayRightsByUserOrToken(TestCluster cluster, KubernetesClient admin, TestNamespace namespace) {
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("powerless")
                        .endMetadata()
                        .build())
                .create();
        String token = admin.serviceAccounts()
                .withName("powerless")
                .tokenRequest()
                .getStatus()
                .getToken();

        for (Config config : List.of(cluster.configOfUser("nobody"), cluster.configWithToken(token))) {
            try (KubernetesClient client = TestCluster.connect(config)) {
                assertThatThrownBy(() ->
                                client.pods().inNamespace(namespace.name()).list())
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                e -> assertThat(e.getCode()).isEqualTo(403));
            }
        }
    }

    @Test
    @Order(2)
    void shouldHaveRemovedEverythingTheOtherTestsMade(KubernetesClient client, TestNamespace namespace) {
        assertThat(client.configMaps().inAnyNamespace().list().getItems())
                .noneMatch(item -> item.getMetadata().getName().equals("held"));
        assertThat(client.genericKubernetesResources("testing.holdfast.backup/v1alpha1", "Widget")
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(client.namespaces().list().getItems())
                .extracting(item -> item.getMetadata().getName())
                .filteredOn(name -> name.startsWith("t-"))
                .containsExactly(namespace.name());
    }

    private static ConfigMap configMap(String name, List<String> finalizers) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withFinalizers(finalizers)
                .endMetadata()
                .build();
    }

    private static GenericKubernetesResource widget(String name, int size) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("testing.holdfast.backup/v1alpha1")
                .withKind("Widget")
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("size", size))
                .build();
    }
}
