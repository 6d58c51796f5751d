package backup.holdfast.replication.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Mover events as lines of JSON. */
public final class EventCodec {
    private final ObjectMapper json =
            PlanJson.mapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** One line, without its end. */
    public String encode(MoverEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
    }

    /** Nothing when the line is not an event: whatever else a process prints. */
    public Optional<MoverEvent> decode(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readValue(line, MoverEvent.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
