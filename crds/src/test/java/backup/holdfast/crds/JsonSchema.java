package backup.holdfast.crds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the schema of a definition into one for kubeconform and editors. Fields that are not described are refused, except
 * where the API server keeps them; a rule that only matches a pattern becomes one, other rules have no counterpart.
 */
final class JsonSchema {

    private static final Pattern MATCHES = Pattern.compile("self\\.matches\\(r'(.*)'\\)");

    private JsonSchema() {}

    /** {@code <group>/<kind>_<version>.json}: where kubeconform looks. */
    static String file(Definition definition) {
        JsonNode spec = definition.root().path("spec");
        return spec.path("group").asText() + "/" + definition.kind().toLowerCase(Locale.ROOT) + "_"
                + spec.at("/versions/0/name").asText() + ".json";
    }

    static String text(Definition definition) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try {
            return new JsonMapper().writer(printer).writeValueAsString(of(definition)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode of(Definition definition) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        return schema.setAll(convert(definition.schema()));
    }

    private static ObjectNode convert(JsonNode schema) {
        ObjectNode converted = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "properties" ->
                    value.properties()
                            .forEach(
                                    it -> converted.withObject("/properties").set(it.getKey(), convert(it.getValue())));
                case "items", "additionalProperties" -> converted.set(name, convert(value));
                case "x-kubernetes-validations" -> addPatterns(value, converted);
                default -> {
                    if (!name.startsWith("x-kubernetes-")) {
                        converted.set(name, value);
                    }
                }
            }
        }
        if (schema.has("properties")
                && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            converted.put("additionalProperties", false);
        }
        return converted;
    }

    private static void addPatterns(JsonNode rules, ObjectNode converted) {
        for (JsonNode rule : rules) {
            Matcher matches = MATCHES.matcher(rule.path("rule").asText());
            if (matches.matches()) {
                ArrayNode all = converted.withArray("/allOf");
                all.addObject().put("pattern", matches.group(1));
            }
        }
    }
}
