package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands for a part that a resource leaves out. */
final class Absent {

    private Absent() {}

    static <T> List<T> toEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    static Map<String, String> toEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    static String toEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static @Nullable JsonNode toNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }
}
