package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Outcome to JSON and back. Kubernetes cuts a termination message after 4096 bytes, and half a JSON document is no answer at all:
 * so the free texts are bounded, and if escaping makes them long again they are cut further, before anything that has a meaning.
 */
public final class OutcomeCodec {
    /** What Kubernetes keeps of a container's termination message, in bytes. */
    public static final int MAX_BYTES = 4096;

    private static final int MESSAGE_CHARS = 512;
    private static final int TAIL_CHARS = 1024;
    private static final int PATH_CHARS = 200;
    private static final int MAX_UNREADABLE = 5;
    private static final int MAX_SNAPSHOTS = 20;
    private static final int MAX_LOCKS = 3;

    // An outcome is a report: what a newer mover adds is no reason to lose the rest.
    private final ObjectMapper json =
            PlanJson.mapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** At most {@link #MAX_BYTES} of UTF-8, whatever the outcome holds. */
    public String encode(MoverOutcome outcome) {
        for (Bounds bounds = Bounds.GENEROUS; ; bounds = bounds.tighter()) {
            String text = write(bounds.apply(outcome));
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
            return Optional.ofNullable(json.readValue(text, MoverOutcome.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private String write(MoverOutcome outcome) {
        try {
            return json.writeValueAsString(outcome);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outcome is always JSON", e);
        }
    }

    /** How much of each free text and list is kept; halved until the whole fits. */
    private record Bounds(int message, int tail, int path, int unreadable, int snapshots, int locks) {
        static final Bounds GENEROUS =
                new Bounds(MESSAGE_CHARS, TAIL_CHARS, PATH_CHARS, MAX_UNREADABLE, MAX_SNAPSHOTS, MAX_LOCKS);

        Bounds tighter() {
            return new Bounds(message / 2, tail / 2, path / 2, unreadable, snapshots * 3 / 4, locks * 3 / 4);
        }

        boolean isTightest() {
            return message + tail + path + snapshots + locks == 0;
        }

        MoverOutcome apply(MoverOutcome o) {
            return new MoverOutcome(
                    o.runId(),
                    o.result(),
                    o.startedAt(),
                    o.endedAt(),
                    cut(o.failure()),
                    cut(o.maintenanceFailure()),
                    o.repository(),
                    o.snapshot(),
                    o.backup(),
                    o.forget(),
                    o.prune(),
                    o.restore(),
                    first(o.snapshots(), snapshots),
                    o.explanation() == null ? null : head(o.explanation(), message),
                    first(o.unreadable(), unreadable).stream()
                            .map(p -> head(p, path))
                            .toList(),
                    first(o.locks(), locks).stream()
                            .map(l -> new LockMet(head(l.host(), 64), l.time(), l.verdict(), head(l.reason(), path)))
                            .toList(),
                    tail(o.logTail(), tail));
        }

        private @Nullable RunFailure cut(@Nullable RunFailure failure) {
            return failure == null
                    ? null
                    : new RunFailure(
                            failure.failureClass(),
                            failure.step(),
                            failure.exitCode(),
                            head(failure.message(), message));
        }

        private static <T> List<T> first(List<T> list, int count) {
            return new ArrayList<>(list.subList(0, Math.min(count, list.size())));
        }

        /** By code points, so that no character is cut in half. */
        private static String head(String text, int limit) {
            return text.codePointCount(0, text.length()) <= limit
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, limit));
        }

        private static String tail(String text, int limit) {
            int length = text.codePointCount(0, text.length());
            return length <= limit ? text : text.substring(text.offsetByCodePoints(0, length - limit));
        }
    }
}
