package backup.holdfast.testsupport.monitoring;

import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own checker and tester of rules. */
public final class Promtool {
    private final Path program;

    private Promtool(Path program) {
        this.program = program;
    }

    /** This machine's. Where there is none to be had, the calling test is aborted and the reason reported. */
    public static Promtool require() {
        return new Promtool(Tools.require(Tools.promtool()));
    }

    /**
     * How it ended.
     *
     * @param exitCode 0 for good
     * @param output all it said
     */
    public record Verdict(int exitCode, String output) {}

    /** Runs it with these arguments, such as {@code check rules FILE}. */
    public Verdict run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verdict(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
