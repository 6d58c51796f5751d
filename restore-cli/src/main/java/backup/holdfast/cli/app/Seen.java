package backup.holdfast.cli.app;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.ObjectRef;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** An object as it was read. */
public record Seen(Kind kind, ObjectRef ref, JsonNode object) {
    public Seen {
        requireNonNull(kind, "kind is null");
        requireNonNull(ref, "ref is null");
        requireNonNull(object, "object is null");
    }

    String label(String key) {
        return object.path("metadata").path("labels").path(key).asText();
    }

    String annotation(String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }

    Optional<JsonNode> controller() {
        return controller(object);
    }

    /** The owner that decides on an object. */
    static Optional<JsonNode> controller(JsonNode object) {
        return StreamSupport.stream(
                        object.path("metadata").path("ownerReferences").spliterator(), false)
                .filter(owner -> owner.path("controller").asBoolean())
                .findFirst();
    }

    @Override
    public String toString() {
        return ref.toString();
    }
}
