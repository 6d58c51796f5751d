package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.process.ProcessResult.Cause;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Runs processes on this machine: arguments as a list and never through a shell, standard input empty, only the given
 * environment. Stopping is SIGTERM, the request's grace, then SIGKILL to the process and its children.
 */
public final class SystemProcessLauncher implements ProcessLauncher {

    private static final File NOTHING = new File("/dev/null");

    private static final Duration KILL_GRACE = Duration.ofSeconds(10);

    private final ProcessTable table;

    public SystemProcessLauncher(Clock clock) {
        this.table = new ProcessTable(requireNonNull(clock, "clock is null"));
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        if (cancellation.isCancelled()) {
            return new ProcessResult.NotStarted(Cause.CANCELLED, "cancelled before it was started");
        }
        Process process;
        try {
            process = start(request);
        } catch (IOException e) {
            return notStarted(request, e);
        }
        return new RunningProcess(process, table.identify(process.toHandle()), request.limits(), KILL_GRACE)
                .supervise(streams, cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return table.isRunning(process);
    }

    private static Process start(ProcessRequest request) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(request.argv()).redirectInput(Redirect.from(NOTHING));
        builder.environment().clear();
        builder.environment().putAll(request.environment());
        request.workingDirectory().map(Path::toFile).ifPresent(builder::directory);
        return builder.start();
    }

    private static ProcessResult.NotStarted notStarted(ProcessRequest request, IOException failure) {
        Path program = Path.of(request.argv().get(0));
        if (request.workingDirectory().filter(Files::isDirectory).isEmpty()
                && request.workingDirectory().isPresent()) {
            return new ProcessResult.NotStarted(
                    Cause.WORKING_DIRECTORY_MISSING,
                    "the working directory " + request.workingDirectory().get() + " does not exist or is no directory");
        }
        if (!Files.exists(program)) {
            return new ProcessResult.NotStarted(Cause.PROGRAM_MISSING, program + " does not exist");
        }
        if (Files.isDirectory(program) || !Files.isExecutable(program)) {
            return new ProcessResult.NotStarted(Cause.NOT_EXECUTABLE, program + " is not an executable file");
        }
        return new ProcessResult.NotStarted(
                Cause.REFUSED_BY_SYSTEM, "the system did not start " + program + ": " + failure.getMessage());
    }
}
