package backup.holdfast.crds.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads objects for a cache of thousands. Most strings of an object (conditions, names, units) are those of many others, and are kept once; of who
 * manages which fields, which may be larger than all the rest of an object, the upper two levels are kept. So an object that was read this way must
 * not be written back whole: changes go by patch.
 */
public final class LeanSerialization {
    /** Longer ones are messages and annotations, of which each is another. */
    private static final int SHARED = 128;

    private LeanSerialization() {}

    /** For one client. */
    public static KubernetesSerialization create() {
        SimpleModule lean = new SimpleModule("lean");
        lean.addDeserializer(String.class, new SharedStrings());
        lean.addDeserializer(FieldsV1.class, new UpperFields());
        return new KubernetesSerialization(new ObjectMapper().registerModule(lean), true);
    }

    private static final class SharedStrings extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1;

        private SharedStrings() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            return text == null || text.length() > SHARED ? text : text.intern();
        }
    }

    private static final class UpperFields extends StdDeserializer<FieldsV1> {
        private static final long serialVersionUID = 1;

        private UpperFields() {
            super(FieldsV1.class);
        }

        @Override
        public FieldsV1 deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            FieldsV1 fields = new FieldsV1();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                fields.setAdditionalProperty(name, names(parser));
            }
            return fields;
        }

        private static Map<String, Object> names(JsonParser parser) throws IOException {
            Map<String, Object> names = new TreeMap<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return names;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                parser.skipChildren();
                names.put(name, Map.of());
            }
            return names;
        }
    }
}
