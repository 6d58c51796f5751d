package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Strategic merge patch, which kubectl sends for built-in kinds: a merge patch that also merges the elements of some lists and understands
 * {@code $patch} (delete, replace) and {@code $deleteFromPrimitiveList}. The order of merged lists is not rearranged.
 */
final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    static JsonNode apply(JsonNode target, JsonNode patch) {
        return merge("", target, patch);
    }

    private static JsonNode merge(String field, JsonNode target, JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return mergeObject(target, object);
        }
        if (patch instanceof ArrayNode list && target instanceof ArrayNode present) {
            return mergeList(field, present, list);
        }
        return patch;
    }

    private static JsonNode mergeObject(JsonNode target, ObjectNode patch) {
        boolean replace = patch.path(DIRECTIVE).asText().equals("replace");
        ObjectNode result = target.isObject() && !replace ? target.deepCopy() : Json.object();
        patch.properties().forEach(field -> {
            String name = field.getKey();
            if (name.startsWith(DELETE_FROM)) {
                removeAll(result.path(name.substring(DELETE_FROM.length())), field.getValue());
            } else if (name.startsWith("$")) {
                // The other directives tell the order of lists, which is kept as it is.
            } else if (field.getValue().isNull()) {
                result.remove(name);
            } else {
                result.set(name, merge(name, result.path(name), field.getValue()));
            }
        });
        return result;
    }

    private static JsonNode mergeList(String field, ArrayNode present, ArrayNode patch) {
        ArrayNode result = present.deepCopy();
        if (ListKinds.isSet(field)) {
            patch.forEach(value -> {
                if (!ListKinds.contains(result, value)) {
                    result.add(value);
                }
            });
            return result;
        }
        Optional<String> key = ListKinds.keyOf(field, patch);
        if (key.isEmpty()) {
            return patch;
        }
        for (JsonNode element : patch) {
            int index = ListKinds.indexOf(result, key.get(), element);
            if (element.path(DIRECTIVE).asText().equals("delete")) {
                if (index >= 0) {
                    result.remove(index);
                }
            } else if (index < 0) {
                result.add(element);
            } else {
                result.set(index, merge("", result.get(index), element));
            }
        }
        return result;
    }

    private static void removeAll(JsonNode list, JsonNode values) {
        if (list instanceof ArrayNode array && values instanceof ArrayNode gone) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (ListKinds.contains(gone, array.get(i))) {
                    array.remove(i);
                }
            }
        }
    }
}
