package backup.holdfast.restic;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs processes as a user that file permissions apply to: ourselves, or nobody where we are root. */
final class Unprivileged implements ProcessLauncher {

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private final ProcessLauncher launcher;
    private final Path program;

    /** Lets that user into {@code directories}, and at the program, which may lie where only we can go. */
    Unprivileged(ProcessLauncher launcher, Path program, Path... directories) throws IOException {
        this.launcher = launcher;
        for (Path directory : directories) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        this.program = Files.copy(program, directories[0].resolve("program"));
        Files.setPosixFilePermissions(this.program, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        return launcher.run(
                new ProcessRequest(
                        argv(request.argv()), request.environment(), request.workingDirectory(), request.limits()),
                streams,
                cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return launcher.isRunning(process);
    }

    private List<String> argv(List<String> argv) {
        if (!isRoot()) {
            return argv;
        }
        Assumptions.assumeTrue(Files.isExecutable(SETPRIV), "root needs setpriv (util-linux) to become another user");
        List<String> wrapped =
                new ArrayList<>(List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
        wrapped.add(program.toString());
        wrapped.addAll(argv.subList(1, argv.size()));
        return wrapped;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
