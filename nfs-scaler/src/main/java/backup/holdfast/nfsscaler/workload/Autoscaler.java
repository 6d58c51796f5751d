package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Objects;

/** An autoscaler that might scale a workload up from zero: a HorizontalPodAutoscaler, or a ScaledObject of KEDA. */
record Autoscaler(WorkloadKind kind, GenericKubernetesResource object) {

    static final WorkloadKind HPA = new WorkloadKind(
            "autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", WorkloadKind.Means.NONE);
    static final WorkloadKind SCALED_OBJECT =
            new WorkloadKind("keda.sh/v1alpha1", "ScaledObject", "scaledobjects", WorkloadKind.Means.NONE);

    /** Annotations of KEDA: scale to this number and stay there; stay at what there is. */
    static final String PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas";

    private static final String PAUSED = "autoscaling.keda.sh/paused";
    private static final String DEFAULT_TARGET = "Deployment";

    Autoscaler {
        requireNonNull(kind, "kind is null");
        requireNonNull(object, "object is null");
    }

    boolean isKeda() {
        return kind.equals(SCALED_OBJECT);
    }

    /** The API version is not compared: an autoscaler may name another one of the same kind. */
    boolean scales(Workload workload) {
        return object.getMetadata().getNamespace().equals(workload.namespace())
                && Workload.text(object.getAdditionalProperties(), "spec", "scaleTargetRef", "name")
                        .filter(workload.name()::equals)
                        .isPresent()
                && Workload.text(object.getAdditionalProperties(), "spec", "scaleTargetRef", "kind")
                        .orElse(DEFAULT_TARGET)
                        .equals(workload.kind().kind());
    }

    /** Whether it would scale its target up from zero, unless paused. One with a least number above zero sleeps at zero. */
    boolean wakesFromZero() {
        if (isKeda()) {
            return !annotations().containsKey(PAUSED_REPLICAS)
                    && !Boolean.parseBoolean(annotations().get(PAUSED));
        }
        return minReplicas() == 0;
    }

    int minReplicas() {
        return object.get("spec", "minReplicas") instanceof Number number ? number.intValue() : 1;
    }

    Map<String, String> annotations() {
        return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
    }
}
