package backup.holdfast.nfsscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The document names what the NFS scaler shows: all of it, and nothing else. Its metrics are compared where they are made. */
class DocumentsTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("holdfast.root"), "docs", "nfs-scaler.md");
    private static final Path RECONCILE = Path.of("src/main/java/backup/holdfast/nfsscaler/reconcile");

    @Test
    void shouldDescribeEveryConditionAndReason() throws IOException {
        Set<String> named =
                words("\"([A-Z][a-z]+[A-Za-z]+)\"", Files.readString(RECONCILE.resolve("NfsConditions.java")));
        named.add("Ready");

        assertThat(named).contains("ServersReachable", "PutBack");
        assertThat(words("`([A-Z][A-Za-z]+)`", section("## Conditions"))).containsAll(named);
    }

    @Test
    void shouldDescribeEveryEvent() throws IOException {
        Set<String> published =
                words("\"((?:[A-Z][a-z]+){2,})\"", Files.readString(RECONCILE.resolve("NfsReports.java")));
        published.remove("CronJob");

        assertThat(published).contains("ServerDown", "ScaledToZero");
        assertThat(words("(?m)^\\| `([A-Za-z]+)` \\|", section("## Events"))).isEqualTo(published);
    }

    @Test
    void shouldDescribeEveryOption() throws IOException {
        Set<String> options = new CommandLine(new NfsScalerMain())
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> option.longestName())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(words("(?m)^\\| `(--[a-z-]+)` \\|", section("## Running it")))
                .isEqualTo(options);
    }

    private static String section(String heading) throws IOException {
        String text = Files.readString(DOCUMENT);
        return text.substring(text.indexOf(heading)).split("\n## ", 2)[0];
    }

    private static Set<String> words(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
