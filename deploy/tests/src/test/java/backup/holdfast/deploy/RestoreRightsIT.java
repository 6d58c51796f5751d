package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.testsupport.apiserver.AuditedRequest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped restore command with the shipped roles of people and no other right, on a real API server. */
@RequiresRealApi
class RestoreRightsIT {
    @TempDir
    Path folder;

    private Installation installation;

    @BeforeEach
    void start() throws IOException {
        installation = new Installation(folder);
        Shipped.chart(values -> values).stream()
                .filter(object -> object.path("kind").asText().equals("ClusterRole"))
                .forEach(object ->
                        installation.admin.resource(Shipped.YAML.asYaml(object)).serverSideApply());
        define("kustomize.toolkit.fluxcd.io", "v1", "Kustomization");
        define("helm.toolkit.fluxcd.io", "v2", "HelmRelease");
        define("fluxcd.controlplane.io", "v1", "ResourceSet");
        define("argoproj.io", "v1alpha1", "Application");
        application();
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void shouldLookWithTheRoleThatViews() throws Exception {
        person("viewer", "RoleBinding", "holdfast-restore-view");

        assertThat(restore("viewer", "status").output()).contains("photos");
        assertThat(restore("viewer", "list", "photos").exitCode()).isZero();
        assertThat(restore("viewer", "runs").exitCode()).isZero();
        assertThat(refusedTo("viewer")).isEmpty();

        assertThat(restore("viewer", "backup-now", "photos"))
                .isEqualTo(missing("patch replicationsources in namespace apps"));
        assertThat(restore("viewer", "list", "photos", "--local")).isEqualTo(missing("get secrets in namespace apps"));
        assertThat(restore("viewer", "pvc", "photos", "--yes")).isEqualTo(missing("list pods in namespace apps"));
    }

    @Test
    void shouldRestoreWithTheRolesForThat() throws Exception {
        person("restorer", "RoleBinding", "holdfast-restore");
        person("restorer", "ClusterRoleBinding", "holdfast-restore-gitops");

        assertThat(restore("restorer", "status").output()).contains("photos");
        assertThat(restore("restorer", "backup-now", "photos").exitCode()).isZero();
        Process restoring = begin("restorer", "pvc", "photos", "--yes", "--no-wait");
        fill();
        Ended restored = end(restoring);

        assertThat(restored.exitCode()).as(restored.output()).isZero();
        assertThat(restored.output())
                .contains(
                        "Suspend Application apps/photos: automated sync",
                        "Suspend Kustomization apps/all",
                        "Suspend HelmRelease apps/photos",
                        "Suspend ResourceSet apps/tenants",
                        "Hold Deployment apps/photos: 2 -> 0, and 2 again afterwards",
                        "restored photos");
        assertThat(restore("restorer", "runs").output()).contains("restored");
        Process beside = begin("restorer", "pvc", "photos", "--to", "photos-old", "--yes");
        fill();
        assertThat(end(beside).exitCode()).isZero();
        assertThat(refusedTo("restorer")).isEmpty();
    }

    /** Whichever right is missing, it is named, and before anything is changed. */
    @ParameterizedTest
    @CsvSource({
        "pods, list",
        "deployments, list",
        "deployments, patch",
        "leases, create",
        "configmaps, create",
        "replicationdestinations, create",
    })
    void shouldNameTheRightThatIsMissing(String resource, String verb) throws Exception {
        without(resource, verb);
        person("restorer", "RoleBinding", "most");
        person("restorer", "ClusterRoleBinding", "holdfast-restore-gitops");

        assertThat(restore("restorer", "pvc", "photos", "--yes"))
                .isEqualTo(missing(verb + " " + resource + " in namespace apps"));
        assertNothingChanged();
    }

    /** Applications are looked for in all namespaces; where there is no Argo CD, that takes no right. */
    @Test
    void shouldNameTheRightThatIsMissingForWhatAppliesGit() throws Exception {
        person("restorer", "RoleBinding", "holdfast-restore");
        assertThat(restore("restorer", "pvc", "photos", "--yes"))
                .isEqualTo(missing("get resourcesets in namespace apps"));

        person("restorer", "RoleBinding", "holdfast-restore-gitops");
        assertThat(restore("restorer", "pvc", "photos", "--yes"))
                .isEqualTo(missing("list applications in all namespaces"));
        assertNothingChanged();

        installation
                .admin
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("applications.argoproj.io")
                .delete();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(restore("restorer", "pvc", "photos", "--dry-run")
                                .exitCode())
                        .isZero());
    }

    private void assertNothingChanged() {
        assertThat(installation
                        .admin
                        .leases()
                        .inNamespace(Installation.APPS)
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(installation
                        .admin
                        .apps()
                        .deployments()
                        .inNamespace(Installation.APPS)
                        .withName("photos")
                        .require()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(2);
        assertThat(installation
                        .admin
                        .genericKubernetesResources("helm.toolkit.fluxcd.io/v2", "HelmRelease")
                        .inNamespace(Installation.APPS)
                        .withName("photos")
                        .require()
                        .<Object>get("spec", "suspend"))
                .isNull();
    }

    /** The role that restores, but for one verb. */
    private void without(String resource, String verb) {
        JsonNode role = Shipped.chart(values -> values).stream()
                .filter(it -> it.at("/metadata/name").asText().equals("holdfast-restore"))
                .findFirst()
                .orElseThrow();
        StringBuilder rules = new StringBuilder();
        for (JsonNode rule : role.path("rules")) {
            for (JsonNode named : rule.path("resources")) {
                for (JsonNode allowed : rule.path("verbs")) {
                    if (!named.asText().equals(resource) || !allowed.asText().equals(verb)) {
                        rules.append("  - {apiGroups: %s, resources: [%s], verbs: [%s]}%n"
                                .formatted(rule.path("apiGroups"), named.asText(), allowed.asText()));
                    }
                }
            }
        }
        installation.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: most}
                rules:
                """ + rules);
    }

    /** As a controller would. */
    private void fill() {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            List<ReplicationDestination> destinations = installation
                    .admin
                    .resources(ReplicationDestination.class)
                    .inNamespace(Installation.APPS)
                    .list()
                    .getItems();
            destinations.forEach(destination -> {
                destination.setStatus(destination
                        .getStatus()
                        .with(draft -> draft.lastManualSync = Objects.requireNonNull(
                                destination.getSpec().trigger().manual())));
                installation.admin.resource(destination).updateStatus();
            });
            return !destinations.isEmpty();
        });
    }

    private List<AuditedRequest> refusedTo(String person) {
        return installation.server.auditLog().requestsOf("system:serviceaccount:apps:" + person).stream()
                .filter(request -> request.status() == 403)
                .toList();
    }

    private static Ended missing(String right) {
        return new Ended(
                7,
                "restore: you may not " + right + "\n"
                        + "Ask for that right; docs/restore-command.md tells which role has it.\n");
    }

    private void person(String name, String binding, String role) {
        installation.apply(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s, namespace: apps}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %2$s
                metadata: {name: %1$s-%3$s%4$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %3$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: apps}]
                """.formatted(name, binding, role, binding.equals("RoleBinding") ? ", namespace: apps" : ""));
    }

    private void define(String group, String version, String kind) {
        String singular = kind.toLowerCase(java.util.Locale.ROOT);
        installation.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %4$ss.%1$s}
                spec:
                  group: %1$s
                  names: {kind: %3$s, listKind: %3$sList, plural: %4$ss, singular: %4$s}
                  scope: Namespaced
                  versions:
                    - name: %2$s
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, version, kind, singular));
        await().ignoreExceptions()
                .atMost(Duration.ofMinutes(1))
                .until(() -> installation.admin.getApiResources(group + "/" + version).getResources().stream()
                        .anyMatch(it -> it.getKind().equals(kind)));
    }

    private void application() {
        installation.apply("""
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: all, namespace: apps}
                spec: {interval: 1h}
                ---
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata:
                  name: photos
                  namespace: apps
                  labels: {kustomize.toolkit.fluxcd.io/name: all, kustomize.toolkit.fluxcd.io/namespace: apps}
                spec: {interval: 1h}
                ---
                apiVersion: fluxcd.controlplane.io/v1
                kind: ResourceSet
                metadata: {name: tenants, namespace: apps}
                spec: {}
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: photos, namespace: apps}
                spec: {syncPolicy: {automated: {prune: true}}}
                status: {resources: [{group: '', kind: PersistentVolumeClaim, namespace: apps, name: photos}]}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: photos
                  namespace: apps
                  labels: {resourceset.fluxcd.controlplane.io/name: tenants, resourceset.fluxcd.controlplane.io/namespace: apps}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos, namespace: apps}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: photos-restic, copyMethod: Direct}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: photos
                  namespace: apps
                  labels: {helm.toolkit.fluxcd.io/name: photos, helm.toolkit.fluxcd.io/namespace: apps}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: photos}}
                  template:
                    metadata: {labels: {app: photos}}
                    spec:
                      containers: [{name: c, image: i}]
                      volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]
                """);
    }

    private record Ended(int exitCode, String output) {}

    private Ended restore(String person, String... arguments) throws IOException, InterruptedException {
        return end(begin(person, arguments));
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        // The plan is printed before rights are looked at; what is said last counts.
        return new Ended(
                process.exitValue(),
                process.exitValue() == 7 ? output.substring(output.indexOf("restore: you may not")) : output);
    }

    private Process begin(String person, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Installation.PROGRAMS.resolve("bin").resolve("restore").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "KUBECONFIG",
                        installation.kubeconfig(Installation.APPS, person).toString());
        return builder.start();
    }
}
