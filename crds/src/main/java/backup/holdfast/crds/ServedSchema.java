package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collection;
import java.util.List;

/**
 * The definition of a kind that an API server works with, from its own description (OpenAPI v3 of a group and version). Everybody who
 * may log in may read that, whereas reading definitions takes a right to the whole cluster; and it cannot be wrong about what is
 * dropped, as an annotation can that outlives the definition it was written for. Pure.
 */
public final class ServedSchema {
    private final JsonNode schema;

    private ServedSchema(JsonNode schema) {
        this.schema = requireNonNull(schema, "schema is null");
    }

    /**
     * Reads one kind.
     *
     * @param openApi the document at {@code /openapi/v3/apis/<group>/<version>}
     * @return one that keeps nothing where the document does not describe the kind
     */
    public static ServedSchema of(JsonNode openApi, String kind) {
        for (JsonNode schema : openApi.path("components").path("schemas")) {
            for (JsonNode served : schema.path("x-kubernetes-group-version-kind")) {
                if (kind.equals(served.path("kind").asText())) {
                    return new ServedSchema(schema);
                }
            }
        }
        return new ServedSchema(MissingNode.getInstance());
    }

    /** Whether the document describes the kind at all. */
    public boolean isServed() {
        return !schema.isMissingNode();
    }

    /** Those of the fields that would be dropped, in their order. */
    public List<String> missing(Collection<String> fields) {
        return fields.stream().filter(field -> !keeps(field)).toList();
    }

    private boolean keeps(String field) {
        JsonNode at = schema;
        for (String name : field.split("\\.", -1)) {
            if (at.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                return true;
            }
            at = at.path("properties").path(name);
        }
        return !at.isMissingNode();
    }
}
