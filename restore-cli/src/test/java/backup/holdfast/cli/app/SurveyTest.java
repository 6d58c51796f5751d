package backup.holdfast.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.run.Step.Take;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurveyTest {
    private static final String MOUNT = "{spec: {volumes: [{persistentVolumeClaim: {claimName: data}}]}}";

    private final Scene scene = new Scene();

    @Test
    void shouldFindWorkloadsByWhatTheyWouldMountAtZeroReplicasToo() {
        scene.add(Kind.DEPLOYMENT, "web", "spec: {replicas: 0, template: " + MOUNT + "}");
        scene.add(Kind.DEPLOYMENT, "other", "spec: {replicas: 1, template: {spec: {volumes: [{emptyDir: {}}]}}}");
        scene.add(Kind.ROLLOUT, "canary", "spec: {template: " + MOUNT + "}");
        scene.add(Kind.CRON_JOB, "nightly", "spec: {jobTemplate: {spec: {template: " + MOUNT + "}}}");

        Survey survey = scene.survey("data");

        assertThat(survey.refusals()).isEmpty();
        assertThat(survey.takes())
                .extracting(Take::describe)
                .containsExactly("hold Deployment ns/web", "hold Rollout ns/canary", "hold CronJob ns/nightly");
        assertThat(survey.before().get("Deployment/ns/web").asInt()).isZero();
        // Who names no number has one replica.
        assertThat(survey.before().get("Rollout/ns/canary").asInt()).isEqualTo(1);
    }

    @Test
    void shouldFindAStatefulSetByTheClaimsItMakes() {
        scene.add(
                Kind.STATEFUL_SET,
                "db",
                "spec: {replicas: 3, volumeClaimTemplates: [{metadata: {name: data}}], template: {spec: {}}}");

        assertThat(scene.survey("data-db-2").takes()).hasSize(1);
        assertThat(scene.survey("data-db-x").takes()).isEmpty();
        assertThat(scene.survey("data-other-2").takes()).isEmpty();
    }

    @Test
    void shouldClimbFromPodsToWhatDecides() {
        scene.pod("web-1", "{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d, controller: true}", "Running");
        scene.owned(
                Kind.REPLICA_SET,
                "web-5d",
                "spec: {}",
                "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web, controller: true}");
        scene.add(Kind.ROLLOUT, "web", "spec: {replicas: 2, workloadRef: {kind: Deployment, name: web}}");
        scene.pod("done", "", "Succeeded");

        Survey survey = scene.survey("data");

        assertThat(survey.refusals()).isEmpty();
        assertThat(survey.takes()).extracting(Take::describe).containsExactly("hold Rollout ns/web");
    }

    @Test
    void shouldRefuseWhatItCannotHold() {
        scene.pod("shell", "", "Running");
        scene.pod("pg-1", "{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, name: pg, controller: true}", "Pending");
        scene.pod("import-1", "{apiVersion: batch/v1, kind: Job, name: import, controller: true}", "Running");
        scene.add(Kind.JOB, "import", "spec: {}");
        scene.add(Kind.DAEMON_SET, "agent", "spec: {template: " + MOUNT + "}");
        scene.owned(
                Kind.STATEFUL_SET,
                "prometheus",
                "spec: {template: " + MOUNT + "}",
                "{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, name: k8s, controller: true}");

        assertThat(scene.survey("data").refusals())
                .hasSize(5)
                .anySatisfy(it -> assertThat(it).startsWith("Pod ns/shell belongs to no workload"))
                .anySatisfy(it -> assertThat(it).startsWith("Pod ns/pg-1 is run by Cluster pg"))
                .anySatisfy(it -> assertThat(it).startsWith("Job ns/import uses the volume"))
                .anySatisfy(it -> assertThat(it).startsWith("DaemonSet ns/agent has no replicas"))
                .anySatisfy(it -> assertThat(it).startsWith("StatefulSet ns/prometheus is run by Prometheus k8s"));
    }

    @Test
    void shouldLeaveMoversToTheController() {
        scene.pods.add(Scene.tree("""
                metadata: {name: volsync-src-data, labels: {app.kubernetes.io/created-by: volsync}}
                spec: {volumes: [{persistentVolumeClaim: {claimName: data}}]}
                status: {phase: Running}
                """));

        assertThat(scene.survey("data").refusals()).isEmpty();
    }

    @Test
    void shouldQuietOnlyAutoscalersThatWouldWakeWhatIsHeld() {
        scene.add(Kind.DEPLOYMENT, "web", "spec: {replicas: 2, template: " + MOUNT + "}");
        scene.add(Kind.AUTOSCALER, "zero", "spec: {minReplicas: 0, scaleTargetRef: {kind: Deployment, name: web}}");
        scene.add(Kind.AUTOSCALER, "one", "spec: {minReplicas: 1, scaleTargetRef: {kind: Deployment, name: web}}");
        scene.add(Kind.SCALED_OBJECT, "nfs", "spec: {scaleTargetRef: {name: web}}");
        scene.add(Kind.SCALED_OBJECT, "elsewhere", "spec: {scaleTargetRef: {name: other}}");

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly(
                        "quiet HorizontalPodAutoscaler ns/zero", "quiet ScaledObject ns/nfs", "hold Deployment ns/web");
    }

    @Test
    void shouldSuspendAParentOnlyWhereItsGitSaysWhatIsSuspended() {
        String web =
                "metadata: {labels: {kustomize.toolkit.fluxcd.io/name: web, kustomize.toolkit.fluxcd.io/namespace: flux}}\n";
        String child =
                "metadata: {labels: {kustomize.toolkit.fluxcd.io/name: all, kustomize.toolkit.fluxcd.io/namespace: flux}%s}\n";
        scene.add(Kind.DEPLOYMENT, "web", web + "spec: {template: " + MOUNT + "}");
        scene.add(Kind.KUSTOMIZATION, "flux", "all", "spec: {}");
        scene.add(Kind.KUSTOMIZATION, "flux", "web", child.formatted(""));

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly("suspend Kustomization flux/web", "hold Deployment ns/web");

        scene.replace(
                Kind.KUSTOMIZATION,
                "flux",
                "web",
                child.formatted(
                        ", managedFields: [{manager: kustomize-controller, fieldsV1: {'f:spec': {'f:suspend': {}}}}]"));

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly(
                        "suspend Kustomization flux/all", "suspend Kustomization flux/web", "hold Deployment ns/web");
    }

    @Test
    void shouldSuspendResourceSetsAsKustomizationsAre() {
        String ofSet =
                "resourceset.fluxcd.controlplane.io/name: tenants, resourceset.fluxcd.controlplane.io/namespace: flux";
        String ofAll = "kustomize.toolkit.fluxcd.io/name: all, kustomize.toolkit.fluxcd.io/namespace: flux";
        scene.add(
                Kind.DEPLOYMENT,
                "web",
                "metadata: {labels: {" + ofSet + "}}\nspec: {replicas: 1, template: " + MOUNT + "}");
        scene.add(Kind.KUSTOMIZATION, "flux", "all", "spec: {}");
        scene.add(Kind.RESOURCE_SET, "flux", "tenants", "metadata: {labels: {" + ofAll + "}}");

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly("suspend ResourceSet flux/tenants", "hold Deployment ns/web");

        scene.replace(
                Kind.RESOURCE_SET,
                "flux",
                "tenants",
                "metadata: {labels: {" + ofAll + "}, managedFields: [{manager: kustomize-controller,"
                        + " fieldsV1: {'f:metadata': {'f:annotations': {'f:fluxcd.controlplane.io/reconcile': {}}}}}]}");

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly(
                        "suspend Kustomization flux/all", "suspend ResourceSet flux/tenants", "hold Deployment ns/web");
    }

    /** A tenant's Kustomization made by a set whose template says whether it is suspended. */
    @Test
    void shouldSuspendTheSetThatSaysWhetherAKustomizationIs() {
        String ofSet =
                "resourceset.fluxcd.controlplane.io/name: tenants, resourceset.fluxcd.controlplane.io/namespace: flux";
        scene.add(
                Kind.DEPLOYMENT,
                "web",
                "metadata: {labels: {kustomize.toolkit.fluxcd.io/name: web, kustomize.toolkit.fluxcd.io/namespace: flux}}\n"
                        + "spec: {template: " + MOUNT + "}");
        scene.add(
                Kind.KUSTOMIZATION,
                "flux",
                "web",
                "metadata: {labels: {" + ofSet
                        + "}, managedFields: [{manager: flux-operator, fieldsV1: {'f:spec': {'f:suspend': {}}}}]}");
        scene.add(Kind.RESOURCE_SET, "flux", "tenants", "spec: {}");

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly(
                        "suspend ResourceSet flux/tenants", "suspend Kustomization flux/web", "hold Deployment ns/web");
    }

    @Test
    void shouldSuspendTheSetThatMadeAnApplication() {
        scene.add(Kind.DEPLOYMENT, "web", "spec: {template: " + MOUNT + "}");
        scene.add(Kind.APPLICATION_SET, "argocd", "clusters", "spec: {}");
        scene.add(Kind.APPLICATION, "argocd", "web", """
                metadata: {ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, name: clusters, controller: true}]}
                status: {resources: [{group: apps, kind: Deployment, namespace: ns, name: web}]}
                """);

        assertThat(scene.survey("data").takes())
                .extracting(Take::describe)
                .containsExactly(
                        "suspend ApplicationSet argocd/clusters",
                        "suspend Application argocd/web",
                        "hold Deployment ns/web");
    }

    @Test
    void shouldRefuseWhatAnotherRunHolds() {
        scene.add(
                Kind.DEPLOYMENT,
                "web",
                "metadata: {annotations: {holdfast.backup/hold: rs-1}}\nspec: {template: " + MOUNT + "}");

        assertThat(scene.survey("data").refusals())
                .containsExactly("Deployment ns/web is held by run rs-1: finish or undo that one first");
    }

    /** A cluster of these objects. */
    private static final class Scene implements Look {
        private static final KubernetesSerialization YAML = new KubernetesSerialization();

        private final List<Seen> objects = new ArrayList<>();
        private final List<JsonNode> pods = new ArrayList<>();

        static JsonNode tree(String yaml) {
            return YAML.unmarshal(yaml, JsonNode.class);
        }

        Survey survey(String claim) {
            return Survey.of(this, "ns", List.of(claim));
        }

        void add(Kind kind, String name, String yaml) {
            add(kind, "ns", name, yaml);
        }

        void owned(Kind kind, String name, String yaml, String owner) {
            add(kind, "ns", name, "metadata: {ownerReferences: [" + owner + "]}\n" + yaml);
        }

        void add(Kind kind, String namespace, String name, String yaml) {
            objects.add(new Seen(kind, kind.ref(kind.versions().get(0), namespace, name), tree(yaml)));
        }

        void replace(Kind kind, String namespace, String name, String yaml) {
            objects.removeIf(it -> it.kind() == kind && it.ref().name().equals(name));
            add(kind, namespace, name, yaml);
        }

        void pod(String name, String owner, String phase) {
            pods.add(tree("metadata: {name: " + name + ", ownerReferences: [" + owner + "]}\n"
                    + "spec: {volumes: [{persistentVolumeClaim: {claimName: data}}]}\nstatus: {phase: " + phase + "}"));
        }

        @Override
        public Optional<Seen> get(Kind kind, String namespace, String name) {
            return list(kind, namespace).stream()
                    .filter(it -> it.ref().name().equals(name))
                    .findFirst();
        }

        @Override
        public List<Seen> list(Kind kind, String namespace) {
            return listEverywhere(kind).stream()
                    .filter(it -> it.ref().namespace().equals(namespace))
                    .toList();
        }

        @Override
        public List<Seen> listEverywhere(Kind kind) {
            return objects.stream().filter(it -> it.kind() == kind).toList();
        }

        @Override
        public List<JsonNode> pods(String namespace) {
            return pods;
        }

        @Override
        public Optional<JsonNode> claim(String namespace, String name) {
            return Optional.empty();
        }
    }
}
