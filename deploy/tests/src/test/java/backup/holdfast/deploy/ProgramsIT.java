package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The folder of programs, as {@code deploy} makes it. */
class ProgramsIT {
    /** How a program ended. */
    private record Ended(int exitCode, String output) {}

    @Test
    void shouldTellItsVersion() throws Exception {
        Ended ended = run("holdfast", "--version");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).matches("holdfast \\d+\\.\\d+\\.\\d+.*\\s*");
    }

    @Test
    void shouldAskForAPlan() throws Exception {
        Ended ended = run("holdfast-mover");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output()).startsWith("HOLDFAST_PLAN: ");
    }

    @Test
    void shouldStartTheNfsScalerAlone() throws Exception {
        assertThat(run("holdfast-nfs-scaler", "--help").output()).contains("--management-address");
    }

    @Test
    void shouldBringTheRestoreCommandForPeopleAndForKubectl() throws Exception {
        assertThat(run("restore", "--help").output()).contains("backup-now", "Exit codes:");
        assertThat(run("kubectl-restore", "status", "--help").output()).contains("restore status -A");
        assertThat(run("restore", "stauts").exitCode()).isEqualTo(2);
    }

    /** Whoever unpacks an image wants to know what is in it. */
    @Test
    void shouldListWhatItIsMadeOf() throws IOException {
        String bill = Files.readString(Installation.PROGRAMS.resolve("holdfast.cdx.json"));

        try (var jars = Files.newDirectoryStream(Installation.PROGRAMS.resolve("lib"), "*.jar")) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                String artifact =
                        name.substring(0, name.length() - ".jar".length()).replaceFirst("-\\d.*$", "");
                assertThat(bill).contains("\"name\" : \"" + artifact + "\"");
            }
        }
        assertThat(bill).doesNotContain("junit").doesNotContain("test-support");
    }

    private static Ended run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Installation.PROGRAMS.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process started = process.start();
        started.getOutputStream().close();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(started.exitValue(), output);
    }
}
