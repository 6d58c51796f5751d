package backup.holdfast.nfsscaler.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Who wrote a workload's replicas last, apart from us, by the field managers that the API server keeps. */
final class ReplicasManager {

    private ReplicasManager() {}

    static Optional<String> of(HasMetadata workload) {
        return Stream.ofNullable(workload.getMetadata().getManagedFields())
                .flatMap(fields -> fields.stream())
                .filter(entry -> !WorkloadWriter.FIELD_MANAGER.equals(entry.getManager()))
                .filter(ReplicasManager::wroteReplicas)
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")))
                .map(ManagedFieldsEntry::getManager);
    }

    private static boolean wroteReplicas(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                && (spec.containsKey("f:replicas") || spec.containsKey("f:suspend"));
    }
}
