package backup.holdfast.restic.json;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read by field. restic leaves out fields that are zero and may add new ones, so an absent or null field is
 * empty or zero, unknown fields are ignored, and only a field of the wrong kind is an error.
 */
public final class JsonObject {

    private final Map<String, @Nullable Object> fields;

    JsonObject(Map<String, @Nullable Object> fields) {
        this.fields = requireNonNull(fields, "fields is null");
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(value(name, String.class));
    }

    /** The text of a field that must be there. */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> new MalformedJsonException("field " + name + " is missing"));
    }

    public OptionalLong integer(String name) {
        Number number = value(name, Number.class);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number.longValue());
    }

    /** A count, zero where restic left it out. */
    public long count(String name) {
        return integer(name).orElse(0);
    }

    public OptionalDouble decimal(String name) {
        Number number = value(name, Number.class);
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number.doubleValue());
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(value(name, Boolean.class));
    }

    /** An RFC 3339 time with its offset, to the nanosecond. */
    public Optional<OffsetDateTime> offsetTime(String name) {
        return text(name).map(text -> {
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeParseException e) {
                throw new MalformedJsonException("field " + name + " is no time: " + text);
            }
        });
    }

    public OffsetDateTime requiredOffsetTime(String name) {
        return offsetTime(name).orElseThrow(() -> new MalformedJsonException("field " + name + " is missing"));
    }

    public Optional<Instant> time(String name) {
        return offsetTime(name).map(OffsetDateTime::toInstant);
    }

    public Instant requiredTime(String name) {
        return requiredOffsetTime(name).toInstant();
    }

    /** A duration given as a number of seconds, zero where absent. */
    public Duration seconds(String name) {
        return Duration.ofNanos(Math.round(decimal(name).orElse(0) * 1e9));
    }

    public Optional<JsonObject> object(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(asObject(value, name));
    }

    public List<String> texts(String name) {
        return elements(name).stream()
                .map(element -> {
                    if (element instanceof String text) {
                        return text;
                    }
                    throw new MalformedJsonException("field " + name + " holds something other than text");
                })
                .toList();
    }

    public List<JsonObject> objects(String name) {
        return elements(name).stream().map(element -> asObject(element, name)).toList();
    }

    private List<?> elements(String name) {
        List<?> list = value(name, List.class);
        return list == null ? List.of() : list;
    }

    @SuppressWarnings("unchecked")
    private static JsonObject asObject(@Nullable Object value, String name) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, @Nullable Object>) map);
        }
        throw new MalformedJsonException("field " + name + " is no object");
    }

    private <T> @Nullable T value(String name, Class<T> kind) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!kind.isInstance(value)) {
            throw new MalformedJsonException("field " + name + " is no " + kind.getSimpleName());
        }
        return kind.cast(value);
    }
}
