package backup.holdfast.crds.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"a":1}                     | {"a":1}                     | {}
                    {}                          | {"a":1}                     | {"a":1}
                    {"a":1}                     | {}                          | {"a":null}
                    {"a":1}                     | {"a":null}                  | {"a":null}
                    {}                          | {"a":null}                  | {}
                    {"a":null}                  | {}                          | {}
                    {"a":1,"b":2}               | {"a":1,"b":3}               | {"b":3}
                    {"a":{"b":1,"c":2}}         | {"a":{"b":1}}               | {"a":{"c":null}}
                    {"a":{"b":1,"c":2}}         | {"a":{}}                    | {"a":{"b":null,"c":null}}
                    {"a":{"b":1}}               | {}                          | {"a":null}
                    {"a":{"b":1}}               | {"a":[1]}                   | {"a":[1]}
                    {"a":[1,2]}                 | {"a":[1]}                   | {"a":[1]}
                    {"a":[{"b":1}]}             | {"a":[{"b":1}]}             | {}
                    {"a":"x"}                   | {"a":{"b":1}}               | {"a":{"b":1}}
                    """)
    void shouldHoldOnlyWhatDiffers(String before, String after, String patch) throws Exception {
        assertThat(MergePatch.between(JSON.readTree(before), JSON.readTree(after)))
                .isEqualTo(JSON.readTree(patch));
    }

    @Test
    void shouldTurnOneDocumentIntoTheOtherWhenApplied() {
        Random random = new Random(20261120);
        for (int i = 0; i < 5_000; i++) {
            ObjectNode before = document(random, 3);
            ObjectNode after = random.nextInt(4) == 0 ? document(random, 3) : edited(before, random);

            ObjectNode patch = MergePatch.between(before, after);

            assertThat(applied(before, patch)).as("%s -> %s", before, after).isEqualTo(after);
        }
    }

    @Test
    void shouldLeaveFieldsAloneThatNeitherDocumentHas() throws Exception {
        ObjectNode stored = (ObjectNode) JSON.readTree("""
                {"lastSyncTime":"x","theirs":{"a":1},"restic":{"lastPruned":"y","newer":true}}""");

        ObjectNode patch = MergePatch.between(JSON.readTree("""
                {"lastSyncTime":"x","restic":{"lastPruned":"y"}}"""), JSON.readTree("""
                {"restic":{"lastPruned":"z"}}"""));

        assertThat(applied(stored, patch)).isEqualTo(JSON.readTree("""
                {"theirs":{"a":1},"restic":{"lastPruned":"z","newer":true}}"""));
    }

    /** RFC 7396, section 2, as it stands there. */
    private static JsonNode applied(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), applied(result.path(field.getKey()), field.getValue()));
            }
        }
        return result;
    }

    /** Without nulls: no merge patch can write one. */
    private static ObjectNode document(Random random, int depth) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            document.set(name(random), value(random, depth - 1));
        }
        return document;
    }

    private static ObjectNode edited(ObjectNode document, Random random) {
        ObjectNode edited = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            int choice = random.nextInt(6);
            if (choice == 0) {
                continue;
            }
            JsonNode value = choice == 1 ? value(random, 2) : field.getValue();
            edited.set(
                    field.getKey(), choice == 2 && value instanceof ObjectNode inner ? edited(inner, random) : value);
        }
        if (random.nextBoolean()) {
            edited.set(name(random), value(random, 2));
        }
        return edited;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(3));
            case 1 -> JsonNodeFactory.instance.textNode(name(random));
            case 2 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case 3 -> array(random, depth);
            default -> document(random, depth);
        };
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            array.add(value(random, depth - 1));
        }
        return array;
    }

    private static String name(Random random) {
        return String.valueOf((char) ('a' + random.nextInt(4)));
    }
}
