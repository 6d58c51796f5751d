package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload as it was read.
 *
 * @param replicas wanted of it; of a CronJob 1, or 0 when it is suspended; of a DaemonSet 1
 */
public record Workload(WorkloadKind kind, GenericKubernetesResource object, int replicas) {

    private static final String CRON_JOB = "CronJob";

    public Workload {
        requireNonNull(kind, "kind is null");
        requireNonNull(object, "object is null");
    }

    static Workload of(WorkloadKind kind, GenericKubernetesResource object) {
        // What the list leaves out, because all items have it.
        object.setApiVersion(kind.apiVersion());
        object.setKind(kind.kind());
        return new Workload(kind, object, replicas(kind, object));
    }

    Workload withReplicas(int other) {
        return new Workload(kind, object, other);
    }

    private static int replicas(WorkloadKind kind, GenericKubernetesResource object) {
        return switch (kind.means()) {
            // Absent means one.
            case REPLICAS, SCALE -> object.get("spec", "replicas") instanceof Number number ? number.intValue() : 1;
            case SUSPEND -> Boolean.TRUE.equals(object.get("spec", "suspend")) ? 0 : 1;
            case NONE -> 1;
        };
    }

    public String namespace() {
        return object.getMetadata().getNamespace();
    }

    public String name() {
        return object.getMetadata().getName();
    }

    public String uid() {
        return object.getMetadata().getUid();
    }

    String version() {
        return object.getMetadata().getResourceVersion();
    }

    Map<String, String> labels() {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    Optional<OwnerReference> controller() {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** The spec of its pods; empty if it has none where workloads have theirs. */
    Map<?, ?> podSpec() {
        Object spec = kind.kind().equals(CRON_JOB)
                ? object.get("spec", "jobTemplate", "spec", "template", "spec")
                : object.get("spec", "template", "spec");
        return spec instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Names of the templates of its claims: of a StatefulSet. */
    List<String> claimTemplates() {
        return object.get("spec", "volumeClaimTemplates") instanceof List<?> templates
                ? templates.stream()
                        .map(template -> text(template, "metadata", "name"))
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    /** The text at a path of maps. */
    static Optional<String> text(@Nullable Object from, String... path) {
        @Nullable Object at = from;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at instanceof String text ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String toString() {
        return kind.kind() + " " + namespace() + "/" + name();
    }
}
