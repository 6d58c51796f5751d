package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * The mark of a claim into which a restore is under way, or ended badly. Written before the mover exists, removed on success;
 * while it is there, nothing backs the claim up, or forgets or prunes in its repository.
 */
public record RestoreMark(String runId, String snapshotId, String phase) {

    /** A mark that nobody can read. It holds like any other. */
    public static final RestoreMark UNREADABLE = new RestoreMark("", "", "");

    public RestoreMark {
        requireNonNull(runId, "runId is null");
        requireNonNull(snapshotId, "snapshotId is null");
        requireNonNull(phase, "phase is null");
    }

    public static Optional<RestoreMark> on(HasMetadata claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null
                ? Optional.empty()
                : Optional.ofNullable(annotations.get(HoldfastKeys.RESTORE)).map(RestoreMark::parse);
    }

    private static RestoreMark parse(String annotation) {
        return AnnotationJson.parse(annotation)
                .map(json -> new RestoreMark(
                        json.path("runId").asText(),
                        json.path("snapshotId").asText(),
                        json.path("phase").asText()))
                .orElse(UNREADABLE);
    }

    /** The value of the annotation. */
    public String toAnnotation() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("runId", runId)
                .put("snapshotId", snapshotId)
                .put("phase", phase)
                .toString();
    }
}
