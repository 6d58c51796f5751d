package backup.holdfast.crds.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The JSON merge patch (RFC 7396) that turns one document into another. What disappeared is set to null explicitly: a server-side
 * apply cannot clear fields that another manager, such as VolSync, wrote. Fields that are in neither document are not touched.
 */
final class MergePatch {
    private MergePatch() {}

    /** An empty object when nothing differs. */
    static ObjectNode between(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before.path(field.getKey());
            JsonNode now = field.getValue();
            if (old.isObject() && now.isObject()) {
                ObjectNode inner = between(old, now);
                if (!inner.isEmpty()) {
                    patch.set(field.getKey(), inner);
                }
            } else if (!old.equals(now) && !(old.isMissingNode() && now.isNull())) {
                patch.set(field.getKey(), now);
            }
        }
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (after.path(field.getKey()).isMissingNode() && !field.getValue().isNull()) {
                patch.putNull(field.getKey());
            }
        }
        return patch;
    }
}
