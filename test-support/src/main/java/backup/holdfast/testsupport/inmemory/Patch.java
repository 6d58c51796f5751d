package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/** A change to an object in one of the four languages the API speaks. */
record Patch(Format format, JsonNode body) {

    Patch {
        requireNonNull(format, "format is null");
        requireNonNull(body, "body is null");
    }

    /** The languages, by their content types. */
    enum Format {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        static Format of(String contentType) {
            for (Format format : values()) {
                if (contentType.startsWith(format.contentType)) {
                    return format;
                }
            }
            throw ApiFailure.unsupportedMediaType(contentType);
        }
    }

    /** The patched object. Server-side apply is not answered here: it needs to know who applied what before. */
    ObjectNode applyTo(ObjectNode object) {
        JsonNode patched = switch (format) {
            case JSON -> jsonPatch(object);
            case MERGE -> MergePatch.apply(object, body);
            case STRATEGIC -> StrategicMergePatch.apply(object, body);
            case APPLY -> throw new IllegalStateException("server-side apply is not a patch of one object alone");
        };
        if (patched instanceof ObjectNode result) {
            return result;
        }
        throw ApiFailure.badRequest("the patch leaves no object");
    }

    private JsonNode jsonPatch(ObjectNode object) {
        try {
            return JsonPatch.apply(body, object);
        } catch (JsonPatchException e) {
            throw ApiFailure.badRequest("the patch cannot be applied: " + e.getMessage());
        }
    }
}
