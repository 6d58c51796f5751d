package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.json.MalformedJsonException;
import backup.holdfast.restic.store.StoredSizes.Extent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads what a REST server lists: objects with names and sizes, names alone, or, of some older servers with nothing to list, null. */
final class RestListing {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(4096)
                    .build())
            .build();

    private RestListing() {}

    /**
     * One file.
     *
     * @param bytes absent where the server lists names alone
     */
    record Entry(String name, OptionalLong bytes) {
        Entry {
            requireNonNull(name, "name is null");
            requireNonNull(bytes, "bytes is null");
        }
    }

    /**
     * Hands over each file as soon as it is read, but no more than {@code most}. Throws {@link MalformedJsonException} for what is no
     * listing, and {@link EOFException} for half of one.
     */
    static Extent read(InputStream in, int most, Consumer<Entry> entries) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_NULL) {
                return Extent.COMPLETE;
            }
            require(first == JsonToken.START_ARRAY);
            for (int read = 0; parser.nextToken() != JsonToken.END_ARRAY; read++) {
                if (read == most) {
                    return Extent.CUT_SHORT;
                }
                entries.accept(entry(parser));
            }
            return Extent.COMPLETE;
        } catch (JsonEOFException e) {
            throw new EOFException("the listing ends in the middle");
        } catch (StreamReadException e) {
            throw new MalformedJsonException("no listing");
        }
    }

    private static Entry entry(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return new Entry(parser.getText(), OptionalLong.empty());
        }
        require(parser.currentToken() == JsonToken.START_OBJECT);
        String name = "";
        OptionalLong bytes = OptionalLong.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                name = parser.getText();
            } else if (field.equals("size") && value == JsonToken.VALUE_NUMBER_INT) {
                bytes = OptionalLong.of(parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }
        require(!name.isEmpty());
        return new Entry(name, bytes);
    }

    private static void require(boolean listing) {
        if (!listing) {
            throw new MalformedJsonException("no listing");
        }
    }
}
