package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which lists are merged element by element. The real server knows from each type's schema; here the field's name has to do, which is right
 * for the built-in kinds' lists named here.
 */
final class ListKinds {

    private static final Set<String> SETS = Set.of("finalizers");
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("conditions", List.of("type")),
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("ports", List.of("containerPort", "port")));

    private ListKinds() {}

    /** Whether the list is a set of plain values. */
    static boolean isSet(String field) {
        return SETS.contains(field);
    }

    /** The field that tells the elements of this list apart, if it is one that is merged. */
    static Optional<String> keyOf(String field, JsonNode list) {
        return KEYS.getOrDefault(field, List.of()).stream()
                .filter(key -> !list.isEmpty() && list.get(0).has(key))
                .findFirst();
    }

    /** The position of the element with the same key; -1 if there is none. */
    static int indexOf(ArrayNode list, String key, JsonNode element) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(element.path(key))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the list has this plain value. */
    static boolean contains(ArrayNode list, JsonNode value) {
        for (JsonNode element : list) {
            if (element.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
