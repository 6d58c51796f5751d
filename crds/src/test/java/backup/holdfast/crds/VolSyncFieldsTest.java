package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the definitions against a list of the fields VolSync has for restic, and their types. */
class VolSyncFieldsTest {

    private static final Path LIST = Path.of("src/test/resources/volsync-fields.txt");

    static Stream<Definition> definitions() {
        return Definition.volsync().stream();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldHaveEveryFieldOfVolSyncInVolSyncsType(Definition definition) throws IOException {
        Map<String, String> forms = new TreeMap<>();
        definition.walk((path, schema) -> forms.put(path, SchemaForm.of(schema)));

        assertThat(forms).containsAllEntriesOf(listed(definition.kind()));
    }

    /** The paths of VolSync's fields of a kind. */
    static Set<String> fields(String kind) throws IOException {
        return listed(kind).keySet();
    }

    private static Map<String, String> listed(String kind) throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            List<String> words = List.of(line.split("\\s+"));
            if (!line.startsWith("#")
                    && (words.get(0).equals("both") || words.get(0).equals(kind))) {
                listed.put(words.get(1), words.get(2));
            }
        }
        return listed;
    }
}
