package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.mover.job.MoverDefaults;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart and the Kustomize base are two ways to the same objects. */
class RenderingIT {
    @TempDir
    Path folder;

    @Test
    void shouldRenderTheSameForTheWholeCluster() throws Exception {
        List<JsonNode> kustomized = Shipped.kustomization(Shipped.KUSTOMIZE.resolve("cluster"));

        assertThat(byName(Shipped.chart(values -> values))).isEqualTo(byName(kustomized));
        assertThat(kustomized).hasSizeGreaterThan(10);
    }

    @Test
    void shouldRenderTheSameForOneNamespace() throws Exception {
        List<JsonNode> kustomized = Shipped.kustomization(Shipped.KUSTOMIZE.resolve("namespaced"));

        assertThat(byName(Shipped.chart(values -> values.set("watchNamespaces[0]", Shipped.NAMESPACE))))
                .isEqualTo(byName(kustomized));
        assertThat(kustomized)
                .extracting(object -> object.path("kind").asText())
                .contains("Role")
                .doesNotContain("ClusterRole", "ClusterRoleBinding");
    }

    @Test
    void shouldRenderTheSameWithEachOption() throws Exception {
        List<JsonNode> kustomized = Shipped.overlay(
                folder,
                "cluster",
                "monitoring",
                "alerts",
                "dashboard",
                "network-policy",
                "recovery-mode",
                "two-replicas");

        assertThat(byName(Shipped.chart(values -> values.set("serviceMonitor.enabled", true)
                        .set("prometheusRule.enabled", true)
                        .set("dashboard.enabled", true)
                        .set("networkPolicy.enabled", true)
                        .set("recoveryMode", true)
                        .set("replicas", 2)
                        .set("podDisruptionBudget.enabled", true))))
                .isEqualTo(byName(kustomized));
        assertThat(only("PrometheusRule", kustomized).at("/spec/groups")).isNotEmpty();
        assertThat(new ObjectMapper()
                        .readTree(only("ConfigMap", kustomized)
                                .at("/data/holdfast-dashboard.json")
                                .asText())
                        .path("panels"))
                .isNotEmpty();
    }

    /** The variables are those that the controller takes: a wrong one ends it, as the tests of its options show. */
    @Test
    void shouldHandLimitsAndTheLeaseToTheController() {
        JsonNode container = container(Shipped.chart(values -> values.set("limits.maxRuns", 0)
                .set("limits.maxRunsPerStorageClass", 3)
                .set("leaderElection.leaseName", "house")));

        assertThat(variable(container, "HOLDFAST_MAX_RUNS")).isEqualTo("0");
        assertThat(variable(container, "HOLDFAST_MAX_RUNS_PER_STORAGE_CLASS")).isEqualTo("3");
        assertThat(variable(container, "HOLDFAST_MAX_RUNS_PER_NODE")).isEqualTo("absent");
        assertThat(variable(container, "HOLDFAST_LEASE_NAME")).isEqualTo("house");
    }

    @Test
    void shouldNeverLetTwoControllersWorkWithoutAnElection() {
        JsonNode deployment = only("Deployment", Shipped.chart(values -> values.set("leaderElection.enabled", false)));

        assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
        assertThat(variable(deployment.at("/spec/template/spec/containers/0"), "HOLDFAST_LEADER_ELECTION"))
                .isEqualTo("false");
        assertThatThrownBy(() -> Shipped.chart(
                        values -> values.set("leaderElection.enabled", false).set("replicas", 2)))
                .hasMessageContaining("needs replicas: 1");
    }

    @Test
    void shouldNeverAddKeysToTheRoleThatViews() {
        assertThat(Shipped.chart(values -> values))
                .filteredOn(object -> object.at("/metadata/labels").has("rbac.authorization.k8s.io/aggregate-to-view"))
                .isNotEmpty()
                .allSatisfy(role -> assertThat(role.path("rules").findValues("resources"))
                        .noneMatch(resources -> resources.toString().contains("secrets")));
    }

    @Test
    void shouldPassHelmsOwnLint() {
        LintResult lint = Shipped.helm().lint().strict().call();

        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "mover.defualts.priorityClassName, high",
        "log.level, LOUD",
        "replicas, -1",
        "jitter, soon",
        "watchNamespaces[0], Media",
        "image.digest, latest",
        "limits.maxRun, 3",
        "limits.maxRuns, -1",
        "leaderElection.leaseName, My Lease",
    })
    void shouldRefuseMistakesInValues(String key, String value) {
        assertThatThrownBy(() -> Shipped.chart(values -> values.set(key, value)))
                .hasMessageContaining(key.split("[.\\[]", 2)[0]);
    }

    @Test
    void shouldSayThatABudgetNeedsTwoReplicas() {
        assertThatThrownBy(() -> Shipped.chart(values -> values.set("podDisruptionBudget.enabled", true)))
                .hasMessageContaining("needs replicas: 2");
    }

    @Test
    void shouldHandMoverDefaultsToTheController() throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), """
                mover:
                  defaults:
                    resources: {requests: {memory: 512Mi}}
                    securityContext: {runAsUser: 1000, fsGroup: 1000}
                    tolerations: [{key: backup, operator: Exists}]
                    nodeSelector: {backup: "true"}
                    priorityClassName: low
                """);

        List<JsonNode> objects = Shipped.chart(values -> values.withValuesFile(file));

        JsonNode container = container(objects);
        String mounted = container.at("/volumeMounts/1/mountPath").asText();
        JsonNode map = only("ConfigMap", objects);
        String text = map.path("data").properties().iterator().next().getValue().asText();
        MoverDefaults defaults = Shipped.YAML.unmarshal(text, MoverDefaults.class);
        assertThat(variable(container, "HOLDFAST_MOVER_DEFAULTS"))
                .isEqualTo(mounted + "/" + map.path("data").fieldNames().next());
        assertThat(defaults.resources().getRequests()).containsKey("memory");
        assertThat(defaults.securityContext().getFsGroup()).isEqualTo(1000);
        assertThat(defaults.tolerations()).hasSize(1);
        assertThat(defaults.nodeSelector()).containsEntry("backup", "true");
        assertThat(defaults.priorityClassName()).isEqualTo("low");
    }

    private static JsonNode container(List<JsonNode> objects) {
        return only("Deployment", objects).at("/spec/template/spec/containers/0");
    }

    private static String variable(JsonNode container, String name) {
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable.path("value").asText();
            }
        }
        return "absent";
    }

    private static JsonNode only(String kind, List<JsonNode> objects) {
        List<JsonNode> found = objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    private static Map<String, JsonNode> byName(List<JsonNode> objects) {
        Map<String, JsonNode> named = new TreeMap<>();
        objects.forEach(
                object -> assertThat(named.put(Shipped.name(object), object)).isNull());
        return named;
    }
}
