package backup.holdfast.cli;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.RunPhase;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An application under Flux and what runs it, played at each tick: Flux puts replicas back to what its Git has unless it is suspended, pods
 * come and go with replicas, and the controller restores in three ticks: it chooses, marks and writes half, writes the rest.
 */
final class AppScene {
    static final String FLUX = "kustomize.toolkit.fluxcd.io";
    static final String HELM = "helm.toolkit.fluxcd.io";
    static final String OPERATOR = "fluxcd.controlplane.io";

    private static final Map<String, Integer> IN_GIT = Map.of("photos", 2, "photos-worker", 1);

    private final CommandLineScene scene;
    private final KubernetesClient client;
    private final String namespace;

    /** By claim, what its volume holds. */
    final Map<String, String> content = new HashMap<>();

    /** Of restores that fail, by claim. */
    final Map<String, String> failing = new HashMap<>();

    AppScene(CommandLineScene scene, String namespace) {
        this.scene = scene;
        this.client = scene.client();
        this.namespace = namespace;
    }

    static void definitions(CommandLineScene scene) {
        define(scene, FLUX, "v1", "Kustomization", "kustomizations");
        define(scene, HELM, "v2", "HelmRelease", "helmreleases");
        define(scene, OPERATOR, "v1", "ResourceSet", "resourcesets");
        define(scene, "argoproj.io", "v1alpha1", "Application", "applications");
        define(scene, "argoproj.io", "v1alpha1", "ApplicationSet", "applicationsets");
        define(scene, "argoproj.io", "v1alpha1", "Rollout", "rollouts");
        define(scene, "keda.sh", "v1alpha1", "ScaledObject", "scaledobjects");
    }

    private static void define(CommandLineScene scene, String group, String version, String kind, String plural) {
        scene.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %4$s.%1$s}
                spec:
                  group: %1$s
                  names: {kind: %3$s, listKind: %3$sList, plural: %4$s, singular: %5$s}
                  scope: Namespaced
                  versions:
                    - name: %2$s
                      served: true
                      storage: true
                      subresources: {status: {}}
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, version, kind, plural, kind.toLowerCase(java.util.Locale.ROOT)));
    }

    /** Two workloads and a CronJob on one claim, of a HelmRelease of a Kustomization. */
    void create() {
        scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}");
        flux("Kustomization", "apps", "");
        flux("HelmRelease", "photos", fluxLabels(FLUX, "apps"));
        claim("photos", fluxLabels(FLUX, "apps"));
        deployment("photos", "photos", fluxLabels(HELM, "photos"));
        deployment("photos-worker", "photos", fluxLabels(HELM, "photos"));
        scene.apply("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: thumbnails, namespace: %s, labels: {%s}}
                spec:
                  schedule: '0 * * * *'
                  jobTemplate: {spec: {template: {spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]}}}}
                """.formatted(namespace, fluxLabels(HELM, "photos")));
        source("photos");
        tick();
    }

    void source(String claim) {
        scene.apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  sourcePVC: %2$s
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: %2$s-restic, copyMethod: Snapshot, moverSecurityContext: {runAsUser: 1000}}
                """.formatted(namespace, claim));
    }

    void claim(String name, String labels) {
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: %s, labels: {%s}}
                spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 5Gi}}}
                """.formatted(name, namespace, labels));
        content.put(name, "damaged");
    }

    String fluxLabels(String group, String name) {
        return group + "/name: " + name + ", " + group + "/namespace: " + namespace;
    }

    private void flux(String kind, String name, String labels) {
        scene.apply(
                """
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: %s, labels: {%s}}
                spec: {interval: 1h}
                """.formatted(kind.equals("HelmRelease") ? HELM + "/v2" : FLUX + "/v1", kind, name, namespace, labels));
    }

    void deployment(String name, String claim, String labels) {
        scene.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: %2$s, labels: {%3$s}}
                spec:
                  replicas: %4$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: c, image: i}], volumes: [{name: v, persistentVolumeClaim: {claimName: %5$s}}]}
                """.formatted(name, namespace, labels, IN_GIT.getOrDefault(name, 1), claim));
        GenericKubernetesResource deployment = get("apps/v1", "Deployment", "deployments", name);
        scene.apply("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata:
                  name: %1$s-5d8c
                  namespace: %2$s
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: %1$s, uid: %3$s, controller: true}]
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template: {spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: %4$s}}]}}
                """.formatted(name, namespace, deployment.getMetadata().getUid(), claim));
    }

    /** Everybody does what they do. */
    void tick() {
        for (GenericKubernetesResource deployment : list("apps/v1", "Deployment", "deployments")) {
            flux(deployment);
            pods(deployment);
        }
        client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(this::restore);
    }

    private void flux(GenericKubernetesResource deployment) {
        String name = deployment.getMetadata().getName();
        Map<String, String> labels =
                Objects.requireNonNullElse(deployment.getMetadata().getLabels(), Map.of());
        boolean applied =
                (labels.containsKey(HELM + "/name") && !Boolean.TRUE.equals(suspended("HelmRelease", "photos")))
                        || (labels.containsKey("resourceset." + OPERATOR + "/name") && !isDisabled("tenants"));
        if (applied && replicas(deployment) != IN_GIT.get(name)) {
            patch(deployment, "{\"spec\":{\"replicas\":" + IN_GIT.get(name) + "}}");
        }
    }

    /** Whether the Flux operator leaves a ResourceSet alone. */
    private boolean isDisabled(String set) {
        GenericKubernetesResource object = get(OPERATOR + "/v1", "ResourceSet", "resourcesets", set);
        return "disabled"
                .equals(Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of())
                        .get(OPERATOR + "/reconcile"));
    }

    private void pods(GenericKubernetesResource deployment) {
        String name = deployment.getMetadata().getName();
        int wanted = replicas(get("apps/v1", "Deployment", "deployments", name));
        GenericKubernetesResource pod = get("v1", "Pod", "pods", name + "-pod");
        if (wanted == 0 && pod != null) {
            client.resource(pod).withGracePeriod(0).delete();
        } else if (wanted > 0 && pod == null) {
            scene.apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: %1$s-pod
                      namespace: %2$s
                      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %1$s-5d8c, uid: u, controller: true}]
                    spec: {containers: [{name: c, image: i}], volumes: [{name: v, persistentVolumeClaim: {claimName: %3$s}}]}
                    status: {phase: Running}
                    """.formatted(name, namespace, "photos"));
        }
        GenericKubernetesResource live = get("apps/v1", "Deployment", "deployments", name);
        live.setAdditionalProperty("status", Map.of("readyReplicas", wanted));
        client.resource(live).updateStatus();
    }

    private void restore(ReplicationDestination destination) {
        String token = Objects.requireNonNull(destination.getSpec().trigger().manual());
        String claim = Objects.requireNonNull(destination.getSpec().restic().destinationPVC());
        if (token.equals(destination.getStatus().lastManualSync())) {
            return;
        }
        RunPhase phase = destination.getStatus().run() == null
                ? null
                : destination.getStatus().run().phase();
        if (phase == null) {
            status(destination, RunPhase.SELECTING);
        } else if (phase == RunPhase.SELECTING) {
            if (inUse(claim)) {
                throw new AssertionError("restored into a volume that is in use");
            }
            mark(claim, new RestoreMark("hf-1", "c8fd20e0", "Restoring").toAnnotation());
            content.put(claim, "half");
            status(destination, RunPhase.RESTORING);
        } else if (failing.containsKey(claim)) {
            destination.setStatus(destination
                    .getStatus()
                    .with(draft -> draft.lastRun = LastRun.of(
                                    Objects.requireNonNull(
                                            destination.getStatus().run()),
                                    Instant.EPOCH,
                                    RunResult.FAILED)
                            .with(run -> run.failureClass = failing.get(claim))));
            client.resource(destination).updateStatus();
        } else {
            boolean safety = destination.getSpec().restic().identity() != null
                    && "holdfast-safety"
                            .equals(destination.getSpec().restic().identity().host());
            content.put(claim, safety ? "as it was" : "restored");
            mark(claim, null);
            destination.setStatus(destination.getStatus().with(draft -> {
                draft.lastManualSync = token;
                draft.run = null;
            }));
            client.resource(destination).updateStatus();
        }
    }

    private void status(ReplicationDestination destination, RunPhase phase) {
        destination.setStatus(destination.getStatus().with(draft -> {
            draft.run = new CurrentRun("hf-1", null, RunTrigger.MANUAL, null, null, 1, null, null, phase, null);
            draft.selectedSnapshot = phase == RunPhase.SELECTING
                    ? null
                    : new SelectedSnapshot(
                            "c8fd20e0aa",
                            Instant.parse("2026-11-19T04:00:00Z"),
                            "volsync",
                            List.of("/data"),
                            null,
                            "1 before the newest");
        }));
        client.resource(destination).updateStatus();
    }

    private void mark(String claim, @org.jspecify.annotations.Nullable String mark) {
        PersistentVolumeClaim live = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .require();
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(live.getMetadata().getAnnotations(), Map.of()));
        if (mark == null) {
            annotations.remove(HoldfastKeys.RESTORE);
        } else {
            annotations.put(HoldfastKeys.RESTORE, mark);
        }
        live.getMetadata().setAnnotations(annotations);
        client.resource(live).update();
    }

    private boolean inUse(String claim) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                        && volume.getPersistentVolumeClaim().getClaimName().equals(claim));
    }

    /** What a person can see of the application, all in one text. */
    String state() {
        StringBuilder state = new StringBuilder();
        for (GenericKubernetesResource deployment : list("apps/v1", "Deployment", "deployments")) {
            state.append(deployment.getMetadata().getName())
                    .append(' ')
                    .append(replicas(deployment))
                    .append(marks(deployment))
                    .append('\n');
        }
        for (GenericKubernetesResource job : list("batch/v1", "CronJob", "cronjobs")) {
            state.append("CronJob suspend ")
                    .append(Optional.ofNullable(job.get("spec", "suspend")).orElse("-"))
                    .append(marks(job))
                    .append('\n');
        }
        for (String kind : List.of("Kustomization", "HelmRelease")) {
            for (GenericKubernetesResource flux : list(
                    kind.equals("HelmRelease") ? HELM + "/v2" : FLUX + "/v1",
                    kind,
                    kind.toLowerCase(java.util.Locale.ROOT) + "s")) {
                state.append(kind)
                        .append(" suspend ")
                        .append(suspended(kind, flux.getMetadata().getName()))
                        .append(marks(flux))
                        .append('\n');
            }
        }
        return state.toString();
    }

    /** What runs leave behind apart from their records. */
    String leftovers() {
        return "destinations "
                + client.resources(ReplicationDestination.class)
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .size() + ", leases "
                + list("coordination.k8s.io/v1", "Lease", "leases").size();
    }

    private static String marks(GenericKubernetesResource object) {
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()));
        annotations.keySet().retainAll(List.of(HoldfastKeys.HOLD, HoldfastKeys.RESTORE_RUN));
        return annotations.isEmpty() ? "" : " " + annotations.keySet();
    }

    Object suspended(String kind, String name) {
        GenericKubernetesResource object = get(
                kind.equals("HelmRelease") ? HELM + "/v2" : FLUX + "/v1",
                kind,
                kind.toLowerCase(java.util.Locale.ROOT) + "s",
                name);
        return object == null || object.get("spec", "suspend") == null ? false : object.get("spec", "suspend");
    }

    static int replicas(GenericKubernetesResource object) {
        return object.get("spec", "replicas") instanceof Number number ? number.intValue() : 1;
    }

    void patch(GenericKubernetesResource object, String patch) {
        client.genericKubernetesResources(context(
                        object.getApiVersion(),
                        object.getKind(),
                        object.getKind().toLowerCase(java.util.Locale.ROOT) + "s"))
                .inNamespace(namespace)
                .withName(object.getMetadata().getName())
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        patch);
    }

    GenericKubernetesResource get(String apiVersion, String kind, String plural, String name) {
        return client.genericKubernetesResources(context(apiVersion, kind, plural))
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    List<GenericKubernetesResource> list(String apiVersion, String kind, String plural) {
        List<GenericKubernetesResource> items = client.genericKubernetesResources(context(apiVersion, kind, plural))
                .inNamespace(namespace)
                .list()
                .getItems();
        items.forEach(item -> {
            item.setApiVersion(apiVersion);
            item.setKind(kind);
        });
        return items;
    }

    private static ResourceDefinitionContext context(String apiVersion, String kind, String plural) {
        int slash = apiVersion.indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                .withVersion(apiVersion.substring(slash + 1))
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
