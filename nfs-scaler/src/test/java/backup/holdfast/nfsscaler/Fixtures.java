package backup.holdfast.nfsscaler;

import backup.holdfast.crds.HoldfastKeys;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Workloads, volumes and autoscalers of one test. */
final class Fixtures {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String namespace;
    private final List<String> volumes = new ArrayList<>();

    Fixtures(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    static String inline(String server, String path) {
        return "nfs: {server: " + server + ", path: " + path + "}";
    }

    static String claim(String name) {
        return "persistentVolumeClaim: {claimName: " + name + "}";
    }

    void nfsClaim(String name, String server, String path) {
        String volume = namespace + "-" + name;
        volumes.add(volume);
        create("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %s}
                spec:
                  accessModes: [ReadWriteMany]
                  capacity: {storage: 1Gi}
                  nfs: {server: %s, path: %s}
                """.formatted(volume, server, path));
        create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec:
                  accessModes: [ReadWriteMany]
                  resources: {requests: {storage: 1Gi}}
                  volumeName: %s
                """.formatted(name, volume));
    }

    /** Volumes are in no namespace, so they do not go with it. */
    void removeVolumes() {
        volumes.forEach(it -> client.persistentVolumes().withName(it).delete());
    }

    HasMetadata workload(String kind, String name, int replicas, String volume) {
        return workload(kind, name, replicas, volume, it -> {});
    }

    HasMetadata workload(String kind, String name, int replicas, String volume, Consumer<HasMetadata> change) {
        return create("""
                apiVersion: apps/v1
                kind: %s
                metadata: {name: %s}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec: %s
                """.formatted(kind, name, replicas, name, name, pod(volume)), change);
    }

    void labelled(String kind, String name, int replicas, Map<String, String> labels) {
        workload(kind, name, replicas, "emptyDir: {}", it -> it.getMetadata().setLabels(labels));
    }

    void daemonSet(String name, String volume) {
        create("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: %s}
                spec:
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec: %s
                """.formatted(name, name, name, pod(volume)));
    }

    void cronJob(String name, String volume) {
        create("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %s}
                spec:
                  schedule: "0 4 * * *"
                  suspend: false
                  jobTemplate: {spec: {template: {spec: %s}}}
                """.formatted(name, pod(volume).replace("{volumes", "{restartPolicy: Never, volumes")));
    }

    private static String pod(String volume) {
        return "{volumes: [{name: data, " + volume + "}], containers: [{name: app, image: example.com/app}]}";
    }

    void own(HasMetadata object, String kind) {
        object.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("example.com/v1")
                        .withKind(kind)
                        .withName("boss")
                        .withUid("1")
                        .withController(true)
                        .build()));
    }

    void hpa(String kind, String target, int min) {
        create("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: %s}
                spec:
                  minReplicas: %d
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: apps/v1, kind: %s, name: %s}
                  metrics: [{type: External, external: {metric: {name: queue}, target: {type: Value, value: 1}}}]
                """.formatted(target, min, kind, target));
    }

    int hpaMinReplicas(String name) {
        return client.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .withName(name)
                .require()
                .getSpec()
                .getMinReplicas();
    }

    void scaledObject(String target, Map<String, String> annotations) {
        create("""
                apiVersion: keda.sh/v1alpha1
                kind: ScaledObject
                metadata: {name: %s}
                spec: {scaleTargetRef: {name: %s}}
                """.formatted(target, target), it -> it.getMetadata().setAnnotations(new HashMap<>(annotations)));
    }

    @Nullable
    String pausedReplicas(String scaledObject) {
        Map<String, String> annotations = client.genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                .inNamespace(namespace)
                .withName(scaledObject)
                .require()
                .getMetadata()
                .getAnnotations();
        return annotations == null ? null : annotations.get("autoscaling.keda.sh/paused-replicas");
    }

    HasMetadata custom(String apiVersion, String kind, String name, String field, int replicas, String volume) {
        return create("""
                apiVersion: %s
                kind: %s
                metadata: {name: %s}
                spec: {%s: %d, template: {spec: %s}}
                """.formatted(apiVersion, kind, name, field, replicas, pod(volume)));
    }

    int custom(String kind, String name, String field) {
        String apiVersion = kind.equals("Rollout") ? "argoproj.io/v1alpha1" : "example.com/v1";
        return ((Number) client.genericKubernetesResources(apiVersion, kind)
                        .inNamespace(namespace)
                        .withName(name)
                        .require()
                        .get("spec", field))
                .intValue();
    }

    void scaleCustom(HasMetadata custom, int replicas) {
        client.resource(custom).patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    void annotate(HasMetadata object, String memory) {
        client.resource(object)
                .patch(
                        MERGE,
                        client.getKubernetesSerialization()
                                .asJson(Map.of(
                                        "metadata", Map.of("annotations", Map.of(HoldfastKeys.NFS_SCALED, memory)))));
    }

    /** As a GitOps tool applies its manifest. */
    void scaleAs(String manager, String deployment, int replicas) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build();
        client.apps().deployments().withName(deployment).patch(context, "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    /** By name; a CronJob counts as 1 unless it is suspended. */
    Map<String, Integer> replicas() {
        Map<String, Integer> replicas = new HashMap<>();
        client.apps()
                .deployments()
                .list()
                .getItems()
                .forEach(it ->
                        replicas.put(it.getMetadata().getName(), it.getSpec().getReplicas()));
        client.apps()
                .statefulSets()
                .list()
                .getItems()
                .forEach(it ->
                        replicas.put(it.getMetadata().getName(), it.getSpec().getReplicas()));
        client.apps()
                .replicaSets()
                .list()
                .getItems()
                .forEach(it ->
                        replicas.put(it.getMetadata().getName(), it.getSpec().getReplicas()));
        client.batch()
                .v1()
                .cronjobs()
                .list()
                .getItems()
                .forEach(it -> replicas.put(
                        it.getMetadata().getName(),
                        Boolean.TRUE.equals(it.getSpec().getSuspend()) ? 0 : 1));
        return replicas;
    }

    /** What still has a memory of ours. */
    List<String> annotated() {
        return Stream.of(
                        client.apps().deployments().list().getItems(),
                        client.apps().statefulSets().list().getItems(),
                        client.apps().replicaSets().list().getItems(),
                        client.batch().v1().cronjobs().list().getItems(),
                        client.autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .list()
                                .getItems(),
                        client.genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.genericKubernetesResources("argoproj.io/v1alpha1", "Rollout")
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.genericKubernetesResources("example.com/v1", "Shop")
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .filter(it -> it.getMetadata().getAnnotations() != null
                        && it.getMetadata().getAnnotations().containsKey(HoldfastKeys.NFS_SCALED))
                .map(it -> it.getKind() + " " + it.getMetadata().getName())
                .toList();
    }

    private HasMetadata create(String yaml) {
        return create(yaml, it -> {});
    }

    private HasMetadata create(String yaml, Consumer<HasMetadata> change) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        change.accept(object);
        return client.resource(object).create();
    }
}
