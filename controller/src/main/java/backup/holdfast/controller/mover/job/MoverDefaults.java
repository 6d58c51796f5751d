package backup.holdfast.controller.mover.job;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mover's pod gets where {@code spec.restic} says nothing. The fields are those of a source without their prefix
 * {@code mover}.
 */
public record MoverDefaults(
        @Nullable ResourceRequirements resources,
        @Nullable PodSecurityContext securityContext,
        List<Toleration> tolerations,
        Map<String, String> nodeSelector,
        @Nullable String priorityClassName) {
    public static final MoverDefaults NONE = new MoverDefaults(null, null, List.of(), Map.of(), null);

    public MoverDefaults {
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    }
}
