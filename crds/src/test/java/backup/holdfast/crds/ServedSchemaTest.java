package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedSchemaTest {

    @ParameterizedTest
    @ValueSource(strings = {"ReplicationSource", "ReplicationDestination"})
    void shouldMissNothingInOurDefinitions(String kind) {
        assertThat(ServedSchema.of(described(kind), kind).missing(required(kind)))
                .isEmpty();
    }

    /** Or the guard would never see that VolSync's definitions are in place. */
    @ParameterizedTest
    @ValueSource(strings = {"ReplicationSource", "ReplicationDestination"})
    void shouldRequireOnlyWhatVolSyncLacks(String kind) throws Exception {
        assertThat(VolSyncFieldsTest.fields(kind)).contains("spec.paused").doesNotContainAnyElementsOf(required(kind));
    }

    @Test
    void shouldNameWhatWouldBeDropped() {
        ObjectNode openApi = described("ReplicationSource");
        JsonNode schema = openApi.at("/components/schemas/of.ReplicationSource");
        ((ObjectNode) schema.at("/properties/spec/properties/restic/properties")).remove("acceptChange");
        ((ObjectNode) schema.at("/properties/status/properties")).remove("run");

        assertThat(ServedSchema.of(openApi, "ReplicationSource").missing(required("ReplicationSource")))
                .containsExactly("status.run", "spec.restic.acceptChange");
    }

    @Test
    void shouldKeepWhateverIsBelowAnOpenObject() {
        ObjectNode openApi = described("ReplicationSource");
        JsonNode schema = openApi.at("/components/schemas/of.ReplicationSource");
        ((ObjectNode) schema.at("/properties/status"))
                .put("x-kubernetes-preserve-unknown-fields", true)
                .remove("properties");

        assertThat(ServedSchema.of(openApi, "ReplicationSource").missing(List.of("status.run", "status.any.thing")))
                .isEmpty();
    }

    @Test
    void shouldMissEverythingWhereTheKindIsNotDescribed() {
        assertThat(ServedSchema.of(described("ReplicationSource"), "ReplicationDestination")
                        .missing(List.of("status.run")))
                .containsExactly("status.run");
    }

    private static List<String> required(String kind) {
        RequiredFields fields = RequiredFields.of(kind);
        List<String> all = new ArrayList<>();
        Stream.of(fields.memory(), fields.safety()).forEach(all::addAll);
        return all;
    }

    /** As an API server describes the definition of this build. */
    private static ObjectNode described(String kind) {
        ObjectNode openApi = JsonNodeFactory.instance.objectNode();
        ObjectNode schema = Definition.of(kind)
                .root()
                .at("/spec/versions/0/schema/openAPIV3Schema")
                .deepCopy();
        schema.putArray("x-kubernetes-group-version-kind").addObject().put("kind", kind);
        openApi.putObject("components").putObject("schemas").set("of." + kind, schema);
        return openApi;
    }
}
