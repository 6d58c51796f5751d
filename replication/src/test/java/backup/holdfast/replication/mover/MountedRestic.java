package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assumptions.assumeThat;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts restic where something is mounted that only that process sees, and that is gone with it. */
final class MountedRestic implements ProcessLauncher {
    private final ProcessLauncher launcher;
    private final List<String> prefix;

    /**
     * Where this user may not mount, the calling test is aborted and says so.
     *
     * @param script for sh; mounts, with its arguments from {@code $0} on. What is left after shifts by {@code arguments} is run
     */
    MountedRestic(ProcessLauncher launcher, String script, String... arguments)
            throws IOException, InterruptedException {
        this.launcher = launcher;
        String shifts = "shift " + (arguments.length - 1);
        this.prefix = Stream.concat(
                        Stream.of("unshare", "--mount", "sh", "-e", "-c", script + "\n" + shifts + "\nexec \"$@\""),
                        Stream.of(arguments))
                .toList();
        Process probe = new ProcessBuilder(with(List.of("true")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeThat(probe.waitFor())
                .as("needs private mounts: run it as root (in a container: privileged), with util-linux and e2fsprogs")
                .isZero();
    }

    private List<String> with(List<String> command) {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(command);
        return argv;
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        return launcher.run(
                new ProcessRequest(
                        with(request.argv()), request.environment(), request.workingDirectory(), request.limits()),
                streams,
                cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return launcher.isRunning(process);
    }
}
