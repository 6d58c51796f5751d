package backup.holdfast.replication.retention;

import java.util.EnumMap;
import java.util.Map;

/** The retain section as written, field by field. */
record RetainFields(Map<KeepRule, String> written) {

    RetainFields() {
        this(Map.of());
    }

    RetainFields with(KeepRule rule, String value) {
        Map<KeepRule, String> more = new EnumMap<>(KeepRule.class);
        more.putAll(written);
        more.put(rule, value);
        return new RetainFields(more);
    }

    RetentionPolicy policy() {
        return ((Retain.ByPolicy) Retain.parse(written)).policy();
    }
}
