package backup.holdfast.replication.plan;

import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON: a field for each component in their order, nothing for what is absent, ISO 8601 times and durations, plain
 * paths. Not by Jackson's data binding: to start that takes more CPU than all else the mover does, and a mover runs for seconds.
 */
final class RecordJson {
    static final JsonFactory FACTORY = new JsonFactory();

    private RecordJson() {}

    /**
     * One object, on one line.
     *
     * @param first fields to put before the record's
     */
    static String write(Map<String, ?> first, Record values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, ?> field : first.entrySet()) {
                json.writeFieldName(field.getKey());
                writeValue(json, field.getValue());
            }
            writeFields(json, values);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a text takes all that is written to it", e);
        }
        return text.toString();
    }

    private static void writeFields(JsonGenerator json, Record values) throws IOException {
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            Object value = get(component, values);
            if (value != null) {
                json.writeFieldName(component.getName());
                writeValue(json, value);
            }
        }
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof RunId run) {
            json.writeString(run.value());
        } else if (value instanceof RetentionPolicy policy) {
            writeValue(json, byField(policy));
        } else if (value instanceof Record values) {
            json.writeStartObject();
            writeFields(json, values);
            json.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeStringField(
                        entry.getKey().toString(), entry.getValue().toString());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                writeValue(json, element);
            }
            json.writeEndArray();
        } else {
            writeScalar(json, value);
        }
    }

    private static void writeScalar(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Enum<?> constant) {
            json.writeString(constant.name());
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof String
                || value instanceof Instant
                || value instanceof Duration
                || value instanceof Path) {
            json.writeString(value.toString());
        } else {
            throw new IllegalStateException("no form in JSON is known for " + value.getClass());
        }
    }

    /**
     * A policy as it stands in {@code spec.restic.retain}. Its text is read back by the parser of the spec, so that a rule this mover
     * does not know refuses the plan instead of being left out: leaving out a rule removes snapshots.
     */
    private static Map<String, String> byField(RetentionPolicy policy) {
        Map<KeepRule, String> rules = new TreeMap<>();
        policy.counts().forEach((rule, count) -> rules.put(rule, Integer.toString(count.value())));
        policy.spans().forEach((rule, span) -> rules.put(rule, span.toString()));
        Map<String, String> fields = new LinkedHashMap<>();
        rules.forEach((rule, value) -> fields.put(rule.field(), value));
        return fields;
    }

    private static @Nullable Object get(RecordComponent component, Record values) {
        try {
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record hides its " + component.getName(), e);
        }
    }
}
