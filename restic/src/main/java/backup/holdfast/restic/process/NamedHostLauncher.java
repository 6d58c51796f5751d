package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs processes under another host name, and where no process of others is to be seen: Linux namespaces of their own ({@code unshare},
 * util-linux), for which the right CAP_SYS_ADMIN is needed. To restic a lock of such a name is then one of this host, and stale at any age
 * when there is no process of its number.
 */
public final class NamedHostLauncher implements ProcessLauncher {

    private static final List<String> UNSHARE =
            List.of("unshare", "--uts", "--pid", "--mount-proc", "--fork", "--kill-child", "--", "sh", "-c");

    // The numbers of processes go on from a high one. restic signals the process that a lock names; in a new namespace
    // they count from 1,
    // as in the pod of a mover, and it would meet a thread of its own.
    private static final String ENTER = "set -eu; printf %s \"$1\" > /proc/sys/kernel/hostname;"
            + " printf 20000 > /proc/sys/kernel/ns_last_pid; shift; \"$@\"";

    private static final Duration TRIAL = Duration.ofSeconds(10);

    private final ProcessLauncher launcher;
    private final String hostname;

    public NamedHostLauncher(ProcessLauncher launcher, String hostname) {
        this.launcher = requireNonNull(launcher, "launcher is null");
        this.hostname = requireNonNull(hostname, "hostname is null");
    }

    /** Whether that can be done here; asked by doing it with a command that does nothing. */
    public boolean works(Map<String, String> environment) {
        ProcessRequest trial = new ProcessRequest(List.of("true"), environment, RunLimits.deadline(TRIAL));
        ProcessStreams unheard = new ProcessStreams(
                process -> {},
                (in, progress) -> in.transferTo(OutputStream.nullOutputStream()),
                (in, progress) -> in.transferTo(OutputStream.nullOutputStream()));
        return run(trial, unheard, new Cancellation()) instanceof ProcessResult.Ended ended && ended.exitCode() == 0;
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        List<String> argv = new ArrayList<>(UNSHARE);
        argv.addAll(List.of(ENTER, "sh", hostname));
        argv.addAll(request.argv());
        return launcher.run(
                new ProcessRequest(argv, request.environment(), request.workingDirectory(), request.limits()),
                streams,
                cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return launcher.isRunning(process);
    }
}
