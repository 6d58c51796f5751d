package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The definitions that are installed are those that the code knows. */
class DefinitionsTest {
    private static final Path SOURCE = Shipped.ROOT.resolve(Path.of("crds", "src", "main", "resources", "crds"));
    private static final Path CHART = Shipped.CHART.resolve("crds");

    @Test
    void shouldShipWhatTheCodeKnows() throws IOException {
        assertThat(files(CHART)).as("cp %s/*.yaml %s/", SOURCE, CHART).isEqualTo(files(SOURCE));
    }

    @Test
    void shouldNameEachForKustomize() throws IOException {
        String kustomization = Files.readString(CHART.resolve("Kustomization"));

        assertThat(files(CHART).keySet())
                .allSatisfy(file -> assertThat(kustomization).contains("- " + file));
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".yaml")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
