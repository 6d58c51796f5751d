package backup.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.CommandLineScene.Run;
import backup.holdfast.testsupport.tools.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What commands print, to the letter: a file for each below {@code src/test/resources/golden}. {@code -Dgolden=write} writes them anew;
 * look at the difference before you commit it.
 */
final class Golden {
    private static final Path FOLDER =
            RepositoryRoot.find().resolve(Path.of("restore-cli", "src", "test", "resources", "golden"));
    private static final Pattern RUN = Pattern.compile("rs-\\d{8}-\\d{6}-[0-9a-f]{4}");

    private Golden() {}

    static void check(String name, Run run, String... arguments) throws IOException {
        String text = "$ restore " + String.join(" ", arguments) + "\n" + run.out()
                + (run.err().isEmpty() ? "" : "-- standard error --\n" + run.err()) + "-- exit code " + run.exitCode()
                + " --\n";
        // As wide as the name of a run, which is a new one each time.
        String shown = RUN.matcher(text).replaceAll("rs-20261120-120000-xxxx");
        Path file = FOLDER.resolve(name + ".txt");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, shown);
        }
        assertThat(file).as("-Dgolden=write writes it").exists();
        assertThat(shown).as(file + "; -Dgolden=write writes it anew").isEqualTo(Files.readString(file, UTF_8));
    }
}
