package backup.holdfast.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.Map;

/**
 * The version of our additions to a resource definition, from its annotation {@link HoldfastKeys#SCHEMA}. Definitions of
 * VolSync carry none and strip our safety fields without a word, so nothing that can lose data may run on them.
 */
public record SchemaVersion(int number) {

    /** No additions of ours, or an annotation nobody can read. */
    public static final SchemaVersion NONE = new SchemaVersion(0);

    /** What this code needs. */
    public static final SchemaVersion CURRENT = new SchemaVersion(1);

    public static SchemaVersion of(CustomResourceDefinition definition) {
        Map<String, String> annotations = definition.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(HoldfastKeys.SCHEMA);
        return text != null && text.matches("[1-9][0-9]{0,8}") ? new SchemaVersion(Integer.parseInt(text)) : NONE;
    }

    /** A newer definition only adds to an older one. */
    public boolean covers(SchemaVersion needed) {
        return number >= needed.number;
    }
}
