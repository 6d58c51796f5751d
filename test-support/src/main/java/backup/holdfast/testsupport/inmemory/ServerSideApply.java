package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Server-side apply without conflicts: what a manager applies is set, what it applied before and no longer does is removed, what others
 * set stays. Who applied what is remembered here and not shown in {@code managedFields}.
 */
final class ServerSideApply {

    private final Map<Owner, ObjectNode> applied = new ConcurrentHashMap<>();

    /** One manager's part of one object or of its status. */
    private record Owner(String uid, String manager, String subresource) {}

    /** The object as it becomes. Nothing is remembered yet: see {@link #remember}. */
    ObjectNode apply(ObjectNode live, ObjectNode configuration, String manager, String subresource) {
        ObjectNode result = live.deepCopy();
        Optional.ofNullable(applied.get(owner(live, manager, subresource)))
                .ifPresent(previous -> removeDropped(result, previous, configuration));
        merge(result, configuration);
        return result;
    }

    /** To be called with what {@link #apply} led to, once it is stored. */
    void remember(JsonNode stored, ObjectNode configuration, String manager, String subresource) {
        applied.put(owner(stored, manager, subresource), configuration.deepCopy());
    }

    /** The object is gone. */
    void forget(JsonNode removed) {
        String uid = Json.metadata(removed, "uid");
        applied.keySet().removeIf(owner -> owner.uid().equals(uid));
    }

    private static Owner owner(JsonNode object, String manager, String subresource) {
        return new Owner(Json.metadata(object, "uid"), manager, subresource);
    }

    private static void merge(ObjectNode target, JsonNode configuration) {
        configuration.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            JsonNode present = target.path(name);
            if (value.isObject() && present instanceof ObjectNode object) {
                merge(object, value);
            } else if (value instanceof ArrayNode list && present instanceof ArrayNode array) {
                mergeList(target, name, array, list);
            } else {
                target.set(name, value.deepCopy());
            }
        });
    }

    private static void mergeList(ObjectNode target, String name, ArrayNode present, ArrayNode list) {
        Optional<String> key = ListKinds.keyOf(name, list);
        if (ListKinds.isSet(name)) {
            list.forEach(value -> {
                if (!ListKinds.contains(present, value)) {
                    present.add(value);
                }
            });
        } else if (key.isPresent()) {
            list.forEach(element -> {
                int index = ListKinds.indexOf(present, key.get(), element);
                if (index >= 0 && present.get(index) instanceof ObjectNode same) {
                    merge(same, element);
                } else {
                    present.add(element.deepCopy());
                }
            });
        } else {
            target.set(name, list.deepCopy());
        }
    }

    private static void removeDropped(ObjectNode target, JsonNode previous, JsonNode next) {
        previous.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode present = target.path(name);
            JsonNode kept = next.path(name);
            if (field.getValue().isObject() && present instanceof ObjectNode object) {
                removeDropped(object, field.getValue(), kept);
                if (object.isEmpty() && kept.isMissingNode()) {
                    target.remove(name);
                }
            } else if (field.getValue() instanceof ArrayNode list && present instanceof ArrayNode array) {
                removeDroppedElements(target, name, array, list, kept);
            } else if (kept.isMissingNode()) {
                target.remove(name);
            }
        });
    }

    private static void removeDroppedElements(
            ObjectNode target, String name, ArrayNode present, ArrayNode previous, JsonNode kept) {
        Optional<String> key = ListKinds.keyOf(name, previous);
        if (!ListKinds.isSet(name) && key.isEmpty()) {
            if (kept.isMissingNode()) {
                target.remove(name);
            }
            return;
        }
        ArrayNode stay = kept instanceof ArrayNode list ? list : present.arrayNode();
        for (JsonNode element : previous) {
            boolean dropped = key.isEmpty()
                    ? !ListKinds.contains(stay, element)
                    : ListKinds.indexOf(stay, key.get(), element) < 0;
            for (int i = present.size() - 1; dropped && i >= 0; i--) {
                boolean same = key.isEmpty()
                        ? present.get(i).equals(element)
                        : present.get(i).path(key.get()).equals(element.path(key.get()));
                if (same) {
                    present.remove(i);
                }
            }
        }
    }
}
