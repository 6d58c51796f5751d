package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceDefinitionsTest {

    private final List<CustomResourceDefinition> loaded = ResourceDefinitions.all();

    /** fabric8's types could lack a keyword of the schema, and a rule would be gone. */
    @Test
    void shouldLoseNothingOfTheYaml() {
        List<JsonNode> written = Definition.all().stream().map(Definition::root).toList();

        assertThat(loaded)
                .map(it -> Definition.YAML.convertValue(it, JsonNode.class))
                .usingElementComparator((one, other) -> one.equals(ResourceDefinitionsTest::byValue, other) ? 0 : 1)
                .containsExactlyElementsOf(written);
    }

    /** 1 and 1.0 are the same limit. */
    private static int byValue(JsonNode one, JsonNode other) {
        boolean equal =
                one.isNumber() && other.isNumber() ? one.doubleValue() == other.doubleValue() : one.equals(other);
        return equal ? 0 : 1;
    }
}
