package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;

/**
 * Outcome to JSON and back. Kubernetes cuts a termination message after 4096 bytes, and half a JSON document is no answer at all:
 * so the free texts are bounded, and if escaping makes them long again they are cut further, before anything that has a meaning.
 */
public final class OutcomeCodec {
    /** What Kubernetes keeps of a container's termination message, in bytes. */
    public static final int MAX_BYTES = 4096;

    /** At most {@link #MAX_BYTES} of UTF-8, whatever the outcome holds. */
    public String encode(MoverOutcome outcome) {
        for (OutcomeBounds bounds = OutcomeBounds.GENEROUS; ; bounds = bounds.tighter()) {
            String text = RecordJson.write(Map.of(), bounds.apply(outcome));
            if (text.getBytes(UTF_8).length <= MAX_BYTES) {
                return text;
            }
            if (bounds.isTightest()) {
                throw new IllegalStateException("an outcome without texts and lists has over " + MAX_BYTES + " bytes");
            }
        }
    }

    /** The outcome, or nothing when the text is not one: an outcome nobody could read is unknown, not failed. */
    public Optional<MoverOutcome> decode(String text) {
        try {
            // An outcome is a report: what a newer mover adds, or an older one does not say, is no reason to lose the
            // rest.
            return Optional.of(RecordReader.TOLERANT.read(JsonTree.object(text), MoverOutcome.class));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }
}
