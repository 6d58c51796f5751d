package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end and keeps what they printed, standard error included. */
final class CommandRunner {

    private final Path folder;
    private final Duration limit;

    /**
     * @param folder the commands' working folder; their output is kept in a temporary file there while they run
     * @param limit after which a command is killed
     */
    CommandRunner(Path folder, Duration limit) {
        this.folder = requireNonNull(folder, "folder is null");
        this.limit = requireNonNull(limit, "limit is null");
    }

    /** The output of a command that ended with 0. Anything else is an exception that names the command and quotes its output. */
    String run(List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "command-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .start();
            int exitCode = waitFor(process, command);
            String text = Files.readString(output).strip();
            if (exitCode != 0) {
                throw new IOException(command.get(0) + " ended with " + exitCode + ": " + complaint(text));
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private int waitFor(Process process, List<String> command) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IOException(command.get(0) + " did not end within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.get(0), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** What apt marks as an error, else the last line. */
    private static String complaint(String output) {
        return output.lines()
                .filter(line -> line.startsWith("E: "))
                .findFirst()
                .orElse(output.substring(output.lastIndexOf('\n') + 1));
    }
}
