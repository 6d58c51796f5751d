package backup.holdfast.replication.plan;

import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.retention.RetentionPolicy;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * A retention policy as {@code spec.restic.retain} writes it: {@code {"last":"5","within":"3d"}}. Read back by the same parser, so
 * that a rule this mover does not know refuses the plan instead of being left out: leaving out a rule removes snapshots.
 */
final class RetentionPolicyJson {
    private RetentionPolicyJson() {}

    static SimpleModule module() {
        return new SimpleModule("retention")
                .addSerializer(RetentionPolicy.class, new Writer())
                .addDeserializer(RetentionPolicy.class, new Reader());
    }

    private static final class Writer extends JsonSerializer<RetentionPolicy> {
        @Override
        public void serialize(RetentionPolicy policy, JsonGenerator json, SerializerProvider serializers)
                throws IOException {
            json.writeStartObject();
            for (KeepRule rule : KeepRule.values()) {
                if (policy.counts().containsKey(rule)) {
                    int count = policy.counts().get(rule).value();
                    json.writeStringField(rule.field(), Integer.toString(count));
                }
                if (policy.spans().containsKey(rule)) {
                    json.writeStringField(rule.field(), policy.spans().get(rule).toString());
                }
            }
            json.writeEndObject();
        }
    }

    private static final class Reader extends JsonDeserializer<RetentionPolicy> {
        @Override
        public RetentionPolicy deserialize(JsonParser json, DeserializationContext context) throws IOException {
            Map<KeepRule, String> written = new EnumMap<>(KeepRule.class);
            JsonNode fields = context.readTree(json);
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                written.put(rule(field.getKey(), context), field.getValue().asText());
            }
            if (Retain.parse(written) instanceof Retain.ByPolicy by) {
                return by.policy();
            }
            return context.reportInputMismatch(RetentionPolicy.class, "not a retention policy: %s", written);
        }

        private static KeepRule rule(String field, DeserializationContext context) throws IOException {
            for (KeepRule rule : KeepRule.values()) {
                if (rule.field().equals(field)) {
                    return rule;
                }
            }
            return context.reportInputMismatch(RetentionPolicy.class, "unknown retention rule %s", field);
        }
    }
}
