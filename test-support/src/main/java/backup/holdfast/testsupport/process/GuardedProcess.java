package backup.holdfast.testsupport.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server process that dies with this JVM, however the JVM ends, SIGKILL included: a shell beside it waits for the end of a pipe that only
 * the JVM holds open, and then kills it. Needs nothing but {@code sh}, {@code cat} and {@code kill}.
 */
public final class GuardedProcess implements AutoCloseable {

    // The guard ignores the terminal's signals: on Ctrl-C it has to outlive the JVM. $$ is the shell's id, and after
    // exec the server's.
    // Standard input goes by way of 3 because a shell gives its background jobs /dev/null.
    private static final String GUARD =
            "exec 3<&0; (trap '' INT TERM HUP; cat <&3; kill -9 $$ 2>/dev/null) >/dev/null & exec \"$@\" </dev/null 3<&-";

    private final Process process;
    private final CompletableFuture<Void> guardDismissed;

    private GuardedProcess(Process process) {
        this.process = process;
        // At once, so that the guard never meets another process under the same id.
        this.guardDismissed = process.onExit().thenAccept(GuardedProcess::endGuard);
    }

    /**
     * Starts the command.
     *
     * @param environment added to this JVM's own
     * @param log gets what it prints, appended
     */
    public static GuardedProcess start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder = guarded(command, log);
        builder.environment().putAll(environment);
        return new GuardedProcess(builder.start());
    }

    /**
     * Starts the command with nothing of this JVM's environment.
     *
     * @param environment all it gets; {@code PATH} has to lead to {@code cat}
     * @param log gets what it prints, appended
     */
    public static GuardedProcess startAlone(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder = guarded(command, log);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new GuardedProcess(builder.start());
    }

    private static ProcessBuilder guarded(List<String> command, Path log) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "sh"));
        guarded.addAll(command);
        return new ProcessBuilder(guarded)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        requireNonNull(log, "log is null").toFile()));
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code when it has ended; 128 and the signal's number if a signal ended it. */
    public CompletableFuture<Integer> exitCode() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits for its end; false if it still runs then. */
    public boolean waitFor(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** Kills it (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /** Kills it (SIGKILL) and waits until it is gone. Nothing happens if it is gone already. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        guardDismissed.join();
    }

    private static void endGuard(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
