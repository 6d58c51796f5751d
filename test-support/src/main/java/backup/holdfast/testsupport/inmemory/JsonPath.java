package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSONPath that printer columns use: fields, positions and {@code [?(@.type=="Ready")]}. Only the first match counts. */
final class JsonPath {

    private static final Pattern STEP = Pattern.compile(
            "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\['([^']+)'\\]|\\[(\\d+)\\]|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

    private JsonPath() {}

    /** What is there; missing if the path leads nowhere or is not understood. */
    static JsonNode find(JsonNode object, String path) {
        JsonNode node = object;
        Matcher steps = STEP.matcher(path);
        int end = 0;
        while (steps.find()) {
            if (steps.start() != end) {
                return MissingNode.getInstance();
            }
            end = steps.end();
            node = step(node, steps);
        }
        return end == path.length() ? node : MissingNode.getInstance();
    }

    private static JsonNode step(JsonNode node, Matcher step) {
        if (step.group(1) != null) {
            return node.path(step.group(1).replace("\\", ""));
        }
        if (step.group(2) != null) {
            return node.path(step.group(2));
        }
        if (step.group(3) != null) {
            return node.path(Integer.parseInt(step.group(3)));
        }
        String pointer = "/" + step.group(4).replace('.', '/');
        for (JsonNode element : node) {
            if (element.at(pointer).asText().equals(step.group(5))) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }
}
