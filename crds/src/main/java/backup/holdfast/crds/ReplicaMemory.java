package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * What an NfsScaler took from a workload: its replicas, the workload's UID (a recreated one has another), who took them and
 * when. The memory goes into annotation {@link HoldfastKeys#NFS_SCALED} in the patch that takes the replicas.
 */
public record ReplicaMemory(int replicas, String uid, String scaler, Instant time) {

    public ReplicaMemory {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas is negative: " + replicas);
        }
        requireNonNull(uid, "uid is null");
        requireNonNull(scaler, "scaler is null");
        requireNonNull(time, "time is null");
    }

    public static Reading on(HasMetadata workload) {
        Map<String, String> annotations = workload.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(HoldfastKeys.NFS_SCALED);
        return text == null ? new Nothing() : read(text);
    }

    /** Reads the value of the annotation. */
    public static Reading read(String text) {
        return AnnotationJson.parse(text).map(json -> read(json, text)).orElseGet(() -> new Unreadable(text));
    }

    private static Reading read(ObjectNode json, String text) {
        if (!json.path("replicas").isInt()
                || !json.path("uid").isTextual()
                || !json.path("scaler").isTextual()) {
            return new Unreadable(text);
        }
        try {
            return new Remembered(new ReplicaMemory(
                    json.path("replicas").intValue(),
                    json.path("uid").textValue(),
                    json.path("scaler").textValue(),
                    Instant.parse(json.path("time").asText())));
        } catch (DateTimeException | IllegalArgumentException e) {
            return new Unreadable(text);
        }
    }

    /** The value of the annotation. */
    public String toAnnotation() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("replicas", replicas)
                .put("uid", uid)
                .put("scaler", scaler)
                .put("time", time.toString())
                .toString();
    }

    /** What a workload's annotation says. */
    public sealed interface Reading {}

    /** Nothing was taken. */
    public record Nothing() implements Reading {}

    /** Something was taken. It counts only for the workload whose UID it names. */
    public record Remembered(ReplicaMemory memory) implements Reading {}

    /** Something was taken, but the annotation was spoilt: a person has to say how many replicas it was. */
    public record Unreadable(String text) implements Reading {}
}
