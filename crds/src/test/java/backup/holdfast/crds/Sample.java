package backup.holdfast.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A manifest that must be accepted or refused. The head of a refused one says by whom: {@code # schema:} and the place where the
 * published schema sees the error, or "accepted"; {@code # server:} and the end of each thing the API server has to say.
 */
record Sample(Definition definition, Path file, int number, JsonNode manifest) {

    static Stream<Sample> valid() {
        return all("valid");
    }

    static Stream<Sample> invalid() {
        return all("invalid");
    }

    private static Stream<Sample> all(String folder) {
        return Definition.all().stream()
                .flatMap(definition -> files(definition.manifests().resolve(folder)).stream()
                        .flatMap(file -> of(definition, file).stream()));
    }

    private static List<Sample> of(Definition definition, Path file) {
        List<JsonNode> documents = Definition.documents(file);
        return Stream.iterate(0, i -> i < documents.size(), i -> i + 1)
                .map(i -> new Sample(definition, file, i, documents.get(i)))
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the head that begin with the word. */
    List<String> says(String word) {
        String prefix = "# " + word + ": ";
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file.subpath(file.getNameCount() - 3, file.getNameCount()) + " " + number;
    }
}
