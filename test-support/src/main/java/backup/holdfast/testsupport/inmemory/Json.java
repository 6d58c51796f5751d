package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Objects of the API as JSON trees. */
final class Json {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** Loaded when first needed: most requests are JSON. */
    private static final class Yaml {
        private static final YAMLMapper MAPPER = new YAMLMapper();
    }

    /** Reads JSON or YAML, of which JSON is a part. */
    static JsonNode parse(String body) {
        try {
            JsonNode parsed = looksLikeJson(body) ? JSON.readTree(body) : Yaml.MAPPER.readTree(body);
            if (parsed == null || parsed.isMissingNode()) {
                throw ApiFailure.badRequest("the request has no body");
            }
            return parsed;
        } catch (JsonProcessingException e) {
            throw ApiFailure.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    static ObjectNode parseObject(String body) {
        if (parse(body) instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the body is not an object");
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** {@code metadata}, made if there is none. */
    static ObjectNode metadata(ObjectNode object) {
        return object.withObject("/metadata");
    }

    /** A field of {@code metadata} as text; empty if it is not there. */
    static String metadata(JsonNode object, String field) {
        return object.path("metadata").path(field).asText("");
    }

    private static boolean looksLikeJson(String body) {
        String start = body.stripLeading();
        return start.isEmpty() || start.startsWith("{") || start.startsWith("[");
    }
}
