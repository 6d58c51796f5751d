package backup.holdfast.testsupport.inmemory;

import backup.holdfast.testsupport.inmemory.ResourceType.PrinterColumn;
import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** All kinds that are served now: the built-in ones and those of the definitions. */
final class ResourceCatalog {

    private final List<ResourceType> types = new CopyOnWriteArrayList<>(BuiltInResources.load());

    Optional<ResourceType> find(String group, String version, String plural) {
        return types.stream()
                .filter(type -> type.group().equals(group)
                        && type.version().equals(version)
                        && type.plural().equals(plural))
                .findFirst();
    }

    List<ResourceType> all() {
        return List.copyOf(types);
    }

    /** Serves what a CustomResourceDefinition defines, and no longer what it defined before. */
    void define(JsonNode definition) {
        List<ResourceType> defined = new ArrayList<>();
        for (JsonNode version : definition.at("/spec/versions")) {
            if (version.path("served").asBoolean()) {
                defined.add(customType(definition.path("spec"), version));
            }
        }
        undefine(definition);
        types.addAll(defined);
    }

    void undefine(JsonNode definition) {
        String group = definition.at("/spec/group").asText();
        String plural = definition.at("/spec/names/plural").asText();
        types.removeIf(type -> type.has(Trait.CUSTOM)
                && type.group().equals(group)
                && type.plural().equals(plural));
    }

    private static ResourceType customType(JsonNode spec, JsonNode version) {
        JsonNode names = spec.path("names");
        Set<Trait> traits = EnumSet.of(Trait.CUSTOM, Trait.GENERATION);
        if (spec.path("scope").asText().equals("Namespaced")) {
            traits.add(Trait.NAMESPACED);
        }
        JsonNode subresources = version.path("subresources");
        if (subresources.has("status")) {
            traits.add(Trait.STATUS);
        }
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("kind").asText(),
                names.path("plural").asText(),
                names.path("singular").asText(names.path("kind").asText().toLowerCase(Locale.ROOT)),
                texts(names.path("shortNames")),
                traits,
                Optional.of(subresources.path("scale").path("specReplicasPath").asText(""))
                        .filter(path -> !path.isEmpty()),
                columns(version.path("additionalPrinterColumns")),
                Optional.of(version.at("/schema/openAPIV3Schema"))
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast));
    }

    private static List<PrinterColumn> columns(JsonNode definitions) {
        if (definitions.isEmpty()) {
            return List.of(new PrinterColumn("Age", "date", ".metadata.creationTimestamp", 0));
        }
        List<PrinterColumn> columns = new ArrayList<>();
        for (JsonNode column : definitions) {
            columns.add(new PrinterColumn(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("jsonPath").asText(),
                    column.path("priority").asInt()));
        }
        return columns;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
