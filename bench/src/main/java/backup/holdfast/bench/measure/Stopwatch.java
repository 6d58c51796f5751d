package backup.holdfast.bench.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a command below bash's {@code time}, which reads the kernel's own accounts of the command and its descendants: a JVM's
 * restic included, since the JVM waits for it.
 */
public final class Stopwatch {
    /** The times go to a file of their own, so that nothing the command prints can get among them. */
    private static final String TIME =
            "times=$1; shift; exec 3>&2; TIMEFORMAT='%3R %3U %3S'; { time \"$@\" 2>&3 3>&-; } 2>\"$times\"";

    private final Path folder;

    /** @param folder an existing one, for what runs leave behind */
    public Stopwatch(Path folder) {
        this.folder = folder;
    }

    /** Runs it to its end, which has to be a good one. */
    public Timed run(List<String> command, Map<String, String> environment, Path directory) {
        return run(command, environment, directory, process -> {});
    }

    /** @param watcher gets the shell that runs the command, while it runs */
    public Timed run(List<String> command, Map<String, String> environment, Path directory, Consumer<Process> watcher) {
        Path times = folder.resolve("times");
        Path output = folder.resolve("output");
        List<String> timed = new ArrayList<>(List.of("bash", "-c", TIME, "time", times.toString()));
        timed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(timed)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            watcher.accept(process);
            int exitCode = process.waitFor();
            String said = Files.readString(output, UTF_8);
            if (exitCode != 0) {
                throw new BenchException(command.get(0) + " ended with " + exitCode + ":\n" + said);
            }
            return Timed.parse(Files.readString(times, UTF_8), said);
        } catch (IOException e) {
            throw new BenchException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
