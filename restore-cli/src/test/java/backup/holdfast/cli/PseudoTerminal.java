package backup.holdfast.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** A process at a terminal of its own, which util-linux's {@code script} makes; where that is missing the test is aborted. */
final class PseudoTerminal implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Process process;
    private final StringBuffer shown = new StringBuffer();
    private final Thread reader;

    /**
     * @param setting a command of the shell before the process begins, such as {@code stty cols 60}
     * @param environment on top of this process's
     */
    PseudoTerminal(String setting, List<String> command, Map<String, String> environment) throws IOException {
        require();
        String line = command.stream()
                .map(it -> "'" + it.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", setting + " && exec ", ""));
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", line, "/dev/null").redirectErrorStream(true);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        builder.environment().remove("COLUMNS");
        builder.environment().putAll(environment);
        process = builder.start();
        reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    private static void require() {
        try {
            Process version = new ProcessBuilder("script", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Assumptions.assumeTrue(
                    said.contains("util-linux"), "needs script of util-linux, and this one says: " + said);
        } catch (IOException e) {
            Assumptions.abort("needs script of util-linux on the PATH: " + e.getMessage());
        }
    }

    private void read() {
        try (Reader terminal = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int c = terminal.read(); c >= 0; c = terminal.read()) {
                shown.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that came, with what draws it. */
    String shown() {
        return shown.toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitText(String text) {
        await(text).atMost(SOON).until(() -> shown().contains(text) || !isAlive());
    }

    /** Keys; {@code \u0003} is Ctrl-C. */
    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The exit code, when all is shown. */
    int awaitEnd() throws InterruptedException {
        int exitCode = process.waitFor();
        reader.join(SOON.toMillis());
        return exitCode;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
