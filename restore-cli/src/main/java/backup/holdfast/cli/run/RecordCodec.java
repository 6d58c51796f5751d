package backup.holdfast.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Records as JSON. */
public final class RecordCodec {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RecordCodec() {}

    public static String encode(RunRecord record) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    /** Throws {@link IllegalArgumentException} for what this version cannot read: then nothing may be done by it. */
    public static RunRecord decode(String json) {
        try {
            return MAPPER.readValue(json, RunRecord.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a record of a restore this version can read: " + e.getOriginalMessage(), e);
        }
    }
}
