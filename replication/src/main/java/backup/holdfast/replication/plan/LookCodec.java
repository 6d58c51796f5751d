package backup.holdfast.replication.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of answers as JSON, and back. */
public final class LookCodec {
    private static final String KIND = "is";

    private static final Map<String, Class<? extends LookAnswer>> KINDS = Map.of(
            "snapshot", LookAnswer.Snapshot.class, "entry", LookAnswer.Entry.class, "lock", LookAnswer.Lock.class);

    /** One line, without its end. */
    public String encode(LookAnswer answer) {
        String kind = KINDS.entrySet().stream()
                .filter(it -> it.getValue().isInstance(answer))
                .findFirst()
                .orElseThrow()
                .getKey();
        return RecordJson.write(Map.of(KIND, kind), (Record) answer);
    }

    /** @throws IllegalArgumentException when the line is no answer that is known here */
    public LookAnswer decode(String line) {
        try {
            Map<String, @Nullable Object> fields = JsonTree.object(line);
            if (fields.remove(KIND) instanceof String kind && KINDS.containsKey(kind)) {
                return RecordReader.TOLERANT.read(fields, KINDS.get(kind));
            }
            throw new IllegalArgumentException(
                    "an answer of a kind that is not known here: use the command of the mover's release");
        } catch (UnreadableException e) {
            throw new IllegalArgumentException("an answer that can't be read: " + e.getMessage(), e);
        }
    }
}
