package backup.holdfast.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a place of a schema holds, in a word or two: {@code string}, {@code list<int32>}, {@code Direct|Clone}, {@code any}. */
final class SchemaForm {

    private SchemaForm() {}

    static String of(JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return "quantity";
        }
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            return String.join("|", values);
        }
        if (schema.has("properties")) {
            return "object";
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return "any";
        }
        if (schema.has("additionalProperties")) {
            return "map<" + of(schema.path("additionalProperties")) + ">";
        }
        if (schema.has("items")) {
            return "list<" + of(schema.path("items")) + ">";
        }
        return schema.path("format").asText(schema.path("type").asText());
    }
}
