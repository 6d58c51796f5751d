package backup.holdfast.replication.plan;

import java.util.Map;
import java.util.Optional;

/** Mover events as lines of JSON. */
public final class EventCodec {
    /** One line, without its end. */
    public String encode(MoverEvent event) {
        return RecordJson.write(Map.of(), event);
    }

    /** Nothing when the line is not an event: whatever else a process prints. */
    public Optional<MoverEvent> decode(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordReader.TOLERANT.read(JsonTree.object(line), MoverEvent.class));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }
}
