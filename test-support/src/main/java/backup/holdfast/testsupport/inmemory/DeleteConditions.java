package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a delete request asks for.
 *
 * @param uid the object's, or empty for any
 * @param resourceVersion the object's, or empty for any
 * @param graceSeconds what the client wants; empty for the object's own
 */
record DeleteConditions(String uid, String resourceVersion, Optional<Long> graceSeconds) {

    private static final long USUAL_POD_GRACE = 30;

    DeleteConditions {
        requireNonNull(uid, "uid is null");
        requireNonNull(resourceVersion, "resourceVersion is null");
        requireNonNull(graceSeconds, "graceSeconds is null");
    }

    /** From the body of a delete request. */
    static DeleteConditions of(JsonNode options) {
        JsonNode preconditions = options.path("preconditions");
        return new DeleteConditions(
                preconditions.path("uid").asText(""),
                preconditions.path("resourceVersion").asText(""),
                Optional.of(options.path("gracePeriodSeconds"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asLong));
    }

    /** How long the object stays to be shut down: a pod that is on a node and not over, unless the client cannot wait. */
    long graceFor(ResourceType type, ObjectNode object) {
        boolean works = type.kind().equals("Pod")
                && object.at("/spec").hasNonNull("nodeName")
                && !List.of("Succeeded", "Failed")
                        .contains(object.at("/status/phase").asText());
        if (!works) {
            return 0;
        }
        return graceSeconds.orElse(
                object.at("/spec/terminationGracePeriodSeconds").asLong(USUAL_POD_GRACE));
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
