package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is answered with an error, in the API's words. */
final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    private ApiFailure(int code, String reason, String message) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    static ApiFailure notFound(ResourceType type, String name) {
        return new ApiFailure(404, "NotFound", type.qualifiedName() + " \"" + name + "\" not found");
    }

    static ApiFailure noNamespace(String name) {
        return new ApiFailure(404, "NotFound", "namespaces \"" + name + "\" not found");
    }

    static ApiFailure noSuchResource() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return new ApiFailure(409, "AlreadyExists", type.qualifiedName() + " \"" + name + "\" already exists");
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return new ApiFailure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name + "\": " + why);
    }

    static ApiFailure invalid(ResourceType type, String name, String why) {
        return new ApiFailure(
                422,
                "Invalid",
                type.kind() + (type.group().isEmpty() ? "" : "." + type.group()) + " \"" + name + "\" is invalid: "
                        + why);
    }

    static ApiFailure badRequest(String why) {
        return new ApiFailure(400, "BadRequest", why);
    }

    static ApiFailure methodNotAllowed() {
        return new ApiFailure(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiFailure unsupportedMediaType(String type) {
        return new ApiFailure(415, "UnsupportedMediaType", "the body of the request was in an unknown format: " + type);
    }

    static ApiFailure expired(long asked) {
        return new ApiFailure(410, "Expired", "too old resource version: " + asked);
    }

    int code() {
        return code;
    }

    /** As the API sends it. */
    ObjectNode toStatus() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
