package backup.holdfast.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.tools.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents lead where they say. */
class DocumentsTest {
    private static final Path ROOT = RepositoryRoot.find();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    static Stream<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(documents::add);
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void shouldLinkToWhatExists(Path document) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher links = LINK.matcher(Files.readString(document));
        while (links.find()) {
            if (!links.group(1).contains("://") && !exists(document, links.group(1))) {
                broken.add(links.group(1));
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void shouldListEveryDocument() throws IOException {
        String index = Files.readString(ROOT.resolve("docs").resolve("README.md"));

        assertThat(documents()
                        .filter(file -> file.startsWith(ROOT.resolve("docs")))
                        .map(file -> ROOT.resolve("docs").relativize(file).toString())
                        .filter(file -> !file.equals("README.md"))
                        .toList())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(index).contains("](" + file + ")"));
    }

    @Test
    void shouldShowTheTranscriptOfAWholeTour() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(readme.substring(
                        readme.indexOf("<!-- transcript:begin -->"), readme.indexOf("<!-- transcript:end -->")))
                .as("README.md; .ci/transcript writes it")
                .contains(
                        "Looking for restic",
                        "all are equal",
                        "gallery is back: 2 replicas",
                        "Everything is stopped and removed.");
    }

    private static boolean exists(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As they are made of headings: lower case, blanks to dashes, everything else but letters and digits gone. */
    private static List<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
    }
}
