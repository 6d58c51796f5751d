package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
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

    /** Java can't tell which stream is a terminal; the launcher can. */
    @Test
    void shouldColourEachStreamThatIsATerminal() throws Exception {
        String wrong = "TERM=xterm " + program("restore") + " stauts";
        String red = "\u001b[31mrestore:\u001b[0m";

        assertThat(atATerminal(wrong)).contains(red);
        assertThat(atATerminal(wrong + " > /dev/null")).contains(red);
        assertThat(atATerminal(wrong + " 2>&1 | cat")).contains("restore: ").doesNotContain("\u001b");
        assertThat(atATerminal("NO_COLOR=1 " + wrong)).contains("restore: ").doesNotContain("\u001b");
    }

    private static String atATerminal(String command) throws Exception {
        try {
            return run(new ProcessBuilder("script", "-qfc", command, "/dev/null"))
                    .output();
        } catch (IOException e) {
            return Assumptions.abort("needs script of util-linux on the PATH: " + e.getMessage());
        }
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

    /** Or the build of the image would never end. */
    @Test
    void shouldEndByItselfWhenTheImageTrainsTheController() throws Exception {
        Path image = Shipped.ROOT.resolve(Path.of("deploy", "image"));
        Matcher command = Pattern.compile("\"\\$home/bin/holdfast\" ((?:.|\n)+?) \\|\\| true")
                .matcher(Files.readString(image.resolve("train")));
        assertThat(command.find()).isTrue();
        ProcessBuilder process = new ProcessBuilder("timeout", "60", program("holdfast"));
        process.command().addAll(List.of(command.group(1).replace("\\\n", "").split("\\s+")));
        process.environment()
                .put("KUBECONFIG", image.resolve("training-kubeconfig.yaml").toString());
        process.environment().put("KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT", "0");

        Ended ended = run(process);

        assertThat(ended.exitCode()).as(ended.output()).isNotEqualTo(124);
        assertThat(ended.output()).contains("ConnectException");
    }

    private static Ended run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program(program)));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command));
    }

    private static String program(String name) {
        return Installation.PROGRAMS.resolve("bin").resolve(name).toString();
    }

    private static Ended run(ProcessBuilder process) throws Exception {
        process.redirectErrorStream(true);
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process started = process.start();
        started.getOutputStream().close();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(started.exitValue(), output);
    }
}
