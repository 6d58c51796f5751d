package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to copy is what the definitions let in. */
class ExamplesTest {
    private static final Path FOLDER = Path.of(System.getProperty("holdfast.root"), "examples");
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V7);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .failFast(false)
            .build();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldBeAcceptedByThePublishedSchema(Path file) {
        List<JsonNode> manifests = Definition.documents(file);

        assertThat(manifests)
                .isNotEmpty()
                .allSatisfy(manifest ->
                        assertThat(manifest.at("/metadata/name").asText()).isNotEmpty());
        for (JsonNode manifest : manifests) {
            Definition.all().stream()
                    .filter(definition ->
                            definition.kind().equals(manifest.path("kind").asText()))
                    .forEach(definition -> assertThat(FACTORY.getSchema(JsonSchema.of(definition), CONFIG)
                                    .validate(manifest))
                            .isEmpty());
        }
    }
}
