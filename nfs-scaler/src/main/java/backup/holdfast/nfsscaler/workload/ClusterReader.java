package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.KindReference;
import backup.holdfast.nfsscaler.settings.Selection;
import backup.holdfast.nfsscaler.workload.WorkloadKind.Means;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads what there is, in pages: workloads, autoscalers, and the volumes of claims. */
final class ClusterReader {

    private static final long PAGE = 500;
    private static final KindReference ROLLOUT = new KindReference("argoproj.io/v1alpha1", "Rollout");

    private final KubernetesClient client;

    ClusterReader(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    Snapshot read(Selection selection) {
        List<Workload> workloads = workloads(selection.kinds());
        NfsVolumes volumes = selection.discover() == Discovery.MOUNTS
                ? new NfsVolumes(
                        client.persistentVolumes().list().getItems(),
                        client.persistentVolumeClaims().inAnyNamespace().list().getItems())
                : new NfsVolumes(List.of(), List.of());
        return new Snapshot(workloads, volumes, autoscalers());
    }

    /** All workloads except those that another workload makes: the ReplicaSets of Deployments. */
    List<Workload> workloads(List<KindReference> further) {
        List<Workload> found = new ArrayList<>();
        Stream.concat(
                        WorkloadKind.BUILT_IN.stream(),
                        Stream.concat(Stream.of(ROLLOUT), further.stream())
                                .distinct()
                                .flatMap(it -> scalable(it).stream()))
                .forEach(kind -> list(kind, object -> {
                    Workload workload = Workload.of(kind, object);
                    if (!kind.kind().equals("ReplicaSet")
                            || workload.controller().isEmpty()) {
                        found.add(workload);
                    }
                }));
        return found;
    }

    List<Autoscaler> autoscalers() {
        List<Autoscaler> found = new ArrayList<>();
        list(Autoscaler.HPA, object -> found.add(new Autoscaler(Autoscaler.HPA, object)));
        if (served(Autoscaler.SCALED_OBJECT.apiVersion(), Autoscaler.SCALED_OBJECT.kind())
                .isPresent()) {
            list(Autoscaler.SCALED_OBJECT, object -> found.add(new Autoscaler(Autoscaler.SCALED_OBJECT, object)));
        }
        return found;
    }

    /** As the API server has it, if it has it and it can be scaled. */
    private Optional<WorkloadKind> scalable(KindReference kind) {
        if (WorkloadKind.BUILT_IN.stream()
                .anyMatch(it -> it.kind().equals(kind.kind()) && it.apiVersion().equals(kind.apiVersion()))) {
            return Optional.empty();
        }
        return served(kind.apiVersion(), kind.kind())
                .map(plural -> new WorkloadKind(kind.apiVersion(), kind.kind(), plural, Means.SCALE));
    }

    private Optional<String> served(String apiVersion, String kind) {
        APIResourceList resources = client.getApiResources(apiVersion);
        return resources == null
                ? Optional.empty()
                : resources.getResources().stream()
                        .filter(it -> kind.equals(it.getKind()) && !it.getName().contains("/"))
                        .map(APIResource::getName)
                        .findFirst();
    }

    private void list(WorkloadKind kind, Consumer<GenericKubernetesResource> each) {
        String next = null;
        do {
            ListOptions options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
            GenericKubernetesResourceList page = client.genericKubernetesResources(kind.context())
                    .inAnyNamespace()
                    .list(options);
            page.getItems().forEach(each);
            next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
    }

    /** What was read. */
    record Snapshot(List<Workload> workloads, NfsVolumes volumes, List<Autoscaler> autoscalers) {}
}
