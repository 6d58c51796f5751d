package backup.holdfast.restic.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads JSON text as {@link JsonObject}s. Depth and string length are bounded, the number of array elements is not. */
public final class Json {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING_CHARS = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .build();

    private Json() {}

    /** The object that {@code line} consists of, or empty if it is anything else. */
    public static Optional<JsonObject> objectOn(String line) {
        String text = line.strip();
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            JsonObject object = new JsonObject(readObject(parser));
            return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads one document, handing over its object or, if it is an array, each object in it as soon as it is read. Bytes after
     * the document may or may not have been taken from {@code in}.
     */
    static void read(InputStream in, Consumer<JsonObject> consumer) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                consumer.accept(new JsonObject(readObject(parser)));
            } else if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    consumer.accept(new JsonObject(readObject(parser)));
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw new MalformedJsonException("the array holds something other than objects, or has no end");
                }
            } else {
                throw new MalformedJsonException("neither an object nor an array");
            }
        }
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, readValue(parser));
        }
        return fields;
    }

    private static @Nullable Object readValue(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedJsonException("the document ends in the middle");
        }
        if (token == JsonToken.START_OBJECT) {
            return readObject(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(readValue(parser));
            }
            return elements;
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token.isNumeric()) {
            return parser.getNumberValue();
        }
        return token.isBoolean() ? Boolean.valueOf(parser.getBooleanValue()) : null;
    }
}
