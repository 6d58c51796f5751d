package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The preconditions of a delete request; empty means none. */
record DeleteConditions(String uid, String resourceVersion) {

    DeleteConditions {
        requireNonNull(uid, "uid is null");
        requireNonNull(resourceVersion, "resourceVersion is null");
    }

    /** From the body of a delete request. */
    static DeleteConditions of(JsonNode options) {
        JsonNode preconditions = options.path("preconditions");
        return new DeleteConditions(
                preconditions.path("uid").asText(""),
                preconditions.path("resourceVersion").asText(""));
    }

    void check(ResourceType type, ObjectNode object) {
        checkSame(type, object, "UID", uid, Json.metadata(object, "uid"));
        checkSame(type, object, "ResourceVersion", resourceVersion, Json.metadata(object, "resourceVersion"));
    }

    private static void checkSame(ResourceType type, ObjectNode object, String what, String asked, String actual) {
        if (!asked.isEmpty() && !asked.equals(actual)) {
            throw ApiFailure.conflict(
                    type,
                    Json.metadata(object, "name"),
                    "Precondition failed: " + what + " in precondition: " + asked + ", " + what + " in object meta: "
                            + actual);
        }
    }
}
