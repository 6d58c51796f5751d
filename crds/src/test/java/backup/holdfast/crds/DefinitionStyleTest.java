package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionStyleTest {

    private static final Set<String> RULES = Set.of(
            "x-kubernetes-validations", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems");

    static List<Definition> definitions() {
        return Definition.all();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldDescribeEveryField(Definition definition) {
        List<String> silent = new ArrayList<>();
        definition.walk((path, schema) -> {
            if (!path.endsWith("[]") && schema.path("description").asText().isBlank()) {
                silent.add(path);
            }
        });

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldDefaultNothing(Definition definition) {
        assertThat(definition.root().findValues("default")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldLayDownRulesForTheSpecAlone(Definition definition) {
        List<String> ruled = new ArrayList<>();
        definition.walk((path, schema) -> RULES.stream()
                .filter(rule -> path.startsWith("status") && schema.has(rule))
                .forEach(rule -> ruled.add(path + " " + rule)));

        assertThat(ruled).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldCarryTheSchemaNumberOfTheCode(Definition definition) {
        assertThat(definition
                        .root()
                        .at("/metadata/annotations")
                        .path(HoldfastKeys.SCHEMA)
                        .asText())
                .isEqualTo(Integer.toString(RequiredFields.SCHEMA));
    }

    @Test
    void shouldShowResultAndReasonBesideVolSyncsColumns() {
        assertThat(columns("ReplicationSource"))
                .containsExactly(
                        "Source .spec.sourcePVC",
                        "Last sync .status.lastSyncTime",
                        "Duration .status.lastSyncDuration",
                        "Next sync .status.nextSyncTime",
                        "Result .status.lastRun.result",
                        "Healthy .status.conditions[?(@.type==\"BackupHealthy\")].status",
                        "Reason .status.conditions[?(@.type==\"BackupHealthy\")].reason",
                        "Ready .status.conditions[?(@.type==\"Ready\")].status",
                        "Paused .spec.paused");
        assertThat(columns("ReplicationDestination"))
                .containsExactly(
                        "Last sync .status.lastSyncTime",
                        "Duration .status.lastSyncDuration",
                        "Next sync .status.nextSyncTime",
                        "Result .status.lastRun.result",
                        "Healthy .status.conditions[?(@.type==\"RestoreHealthy\")].status",
                        "Reason .status.conditions[?(@.type==\"RestoreHealthy\")].reason",
                        "Ready .status.conditions[?(@.type==\"Ready\")].status",
                        "Paused .spec.paused");
    }

    /** They are one Java interface, so that a field must not mean two things. */
    @Test
    void shouldGiveTheFieldsThatBothKindsShareOneForm() {
        assertThat(forms("ReplicationSource"))
                .containsAllEntriesOf(sharedWith("ReplicationSource", forms("ReplicationDestination")));
    }

    private static List<String> columns(String kind) {
        List<String> columns = new ArrayList<>();
        for (JsonNode column : Definition.of(kind).root().at("/spec/versions/0/additionalPrinterColumns")) {
            columns.add(
                    column.path("name").asText() + " " + column.path("jsonPath").asText());
        }
        return columns;
    }

    private static TreeMap<String, String> forms(String kind) {
        TreeMap<String, String> forms = new TreeMap<>();
        Definition.of(kind).walk((path, schema) -> forms.put(path, SchemaForm.of(schema)));
        return forms;
    }

    private static TreeMap<String, String> sharedWith(String kind, TreeMap<String, String> forms) {
        TreeMap<String, String> shared = new TreeMap<>(forms);
        shared.keySet().retainAll(forms(kind).keySet());
        return shared;
    }
}
