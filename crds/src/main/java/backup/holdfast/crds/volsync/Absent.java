package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands for a part that a resource leaves out. */
public final class Absent {

    private Absent() {}

    public static <T> List<T> toEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    public static Map<String, String> toEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    public static String toEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    public static @Nullable JsonNode toNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }
}
