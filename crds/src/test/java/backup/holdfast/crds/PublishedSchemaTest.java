package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedSchemaTest {

    private static final String REGENERATE = "./mvnw -q -Dquick -pl crds -am test -Dtest=PublishedSchemaTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.writeSchemas";
    private static final Path FOLDER = Path.of(System.getProperty("holdfast.root"), "docs", "schemas");

    static List<Definition> definitions() {
        return Definition.all();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldPublishTheSchemaThatTheDefinitionHas(Definition definition) throws IOException {
        Path file = FOLDER.resolve(JsonSchema.file(definition));
        if (System.getProperty("holdfast.writeSchemas") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JsonSchema.text(definition));
        }

        assertThat(file)
                .as("the published schema is out of date; write it anew with: %s", REGENERATE)
                .hasContent(JsonSchema.text(definition));
    }

    @Test
    void shouldPublishNothingElse() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> FOLDER.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            definitions().stream().map(JsonSchema::file).toList());
        }
    }
}
