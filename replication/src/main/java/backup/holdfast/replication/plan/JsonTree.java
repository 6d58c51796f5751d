package backup.holdfast.replication.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text as maps, lists, texts, numbers, truth values and nulls. */
final class JsonTree {
    private JsonTree() {}

    /**
     * The object the text consists of.
     *
     * @throws UnreadableException when it is no JSON, or no object
     */
    static Map<String, @Nullable Object> object(String text) {
        try (JsonParser json = RecordJson.FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException("it is not a JSON object");
            }
            Map<String, @Nullable Object> object = readObject(json);
            if (json.nextToken() != null) {
                throw new UnreadableException("something follows the JSON object");
            }
            return object;
        } catch (IOException e) {
            throw new UnreadableException(message(e));
        }
    }

    /** Without the place in the text, and without the text: that may be long. */
    private static String message(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    private static Map<String, @Nullable Object> readObject(JsonParser json) throws IOException {
        Map<String, @Nullable Object> fields = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, readValue(json));
        }
        return fields;
    }

    private static List<@Nullable Object> readArray(JsonParser json) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(json));
        }
        return elements;
    }

    private static @Nullable Object readValue(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return readObject(json);
        }
        if (token == JsonToken.START_ARRAY) {
            return readArray(json);
        }
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (token.isNumeric()) {
            return json.getNumberValue();
        }
        return token.isBoolean() ? Boolean.valueOf(json.getBooleanValue()) : null;
    }
}
