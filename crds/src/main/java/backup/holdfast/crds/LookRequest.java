package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question about a source's repository, in an annotation of the source: a mover answers it, sealed, in its pod's log. Whoever asked takes
 * the annotation away again.
 *
 * @param token tells questions apart
 * @param at when it was asked, in whole seconds by the clock of whoever asks; for {@link #VALID_FOR} after that a mover is started
 * @param recipient the public key the answer is sealed for
 * @param question its kind
 * @param snapshot which one it is about, for some kinds
 * @param path in that snapshot
 */
public record LookRequest(
        String token,
        Instant at,
        String recipient,
        String question,
        @Nullable String snapshot,
        @Nullable String path) {
    /** A question is answered once: the Job stays for longer than this, and keeps a second one from being made. */
    public static final Duration VALID_FOR = Duration.ofMinutes(10);

    private static final Pattern TOKEN = Pattern.compile("[a-z0-9]{1,40}");

    public LookRequest {
        requireNonNull(token, "token is null");
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("a token has small letters and digits: " + token);
        }
        at = at.truncatedTo(ChronoUnit.SECONDS);
        requireNonNull(recipient, "recipient is null");
        requireNonNull(question, "question is null");
    }

    /** Those that an object carries, by token; what can't be read is nobody's question. */
    public static List<LookRequest> on(HasMetadata object) {
        List<LookRequest> found = new ArrayList<>();
        Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of())
                .forEach((key, value) -> {
                    if (key.startsWith(HoldfastKeys.LOOK)) {
                        parse(key.substring(HoldfastKeys.LOOK.length()), value).ifPresent(found::add);
                    }
                });
        return found;
    }

    private static Optional<LookRequest> parse(String token, String value) {
        return AnnotationJson.parse(value).flatMap(json -> {
            try {
                return Optional.of(new LookRequest(
                        token,
                        Instant.parse(json.path("at").asText()),
                        json.path("recipient").asText(),
                        json.path("question").asText(),
                        text(json.path("snapshot")),
                        text(json.path("path"))));
            } catch (DateTimeException | IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    /** The annotation's key. */
    public String key() {
        return HoldfastKeys.LOOK + token;
    }

    /** The annotation's value. */
    public String toAnnotation() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("at", at.toString())
                .put("recipient", recipient)
                .put("question", question);
        if (snapshot != null) {
            json.put("snapshot", snapshot);
        }
        if (path != null) {
            json.put("path", path);
        }
        return json.toString();
    }

    /** Whether a mover is to be started for it. */
    public boolean isCurrent(Instant now) {
        return Duration.between(at, now).abs().compareTo(VALID_FOR) <= 0;
    }
}
