package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Timed;
import java.util.ArrayList;
import java.util.List;

/**
 * A sync as a shell script runs it: restic commands one after the other, each a process.
 *
 * @param script gets restic as {@code $1}, the host as {@code $2} and the options of {@code forget} after that
 * @param processes the restic commands in it
 */
record ShellContender(String name, String host, Site site, String script, List<String> processes, List<String> keep)
        implements Contender {

    /** What VolSync's mover does, told from what it asks restic for: the options are its own, and so is the order. */
    private static final String VOLSYNC = """
            restic=$1; host=$2; shift 2
            export RESTIC_PROGRESS_FPS=0.1
            "$restic" version || exit
            timeout 60s "$restic" cat config || exit
            "$restic" backup --host "$host" --exclude=lost+found . || exit
            "$restic" forget --host "$host" "$@"
            """;

    private static final String BACKUP_AND_FORGET = """
            restic=$1; host=$2; shift 2
            "$restic" backup --host "$host" . || exit
            "$restic" forget --host "$host" "$@"
            """;

    private static final String BACKUP = "exec \"$1\" backup --skip-if-unchanged --host \"$2\" .";

    ShellContender {
        processes = List.copyOf(processes);
        keep = List.copyOf(keep);
    }

    static ShellContender volSync(Site site, String keepLast) {
        return new ShellContender(
                "VolSync's sequence",
                "volsync",
                site,
                VOLSYNC,
                List.of("version", "cat config", "backup", "forget"),
                List.of("--keep-last", keepLast));
    }

    static ShellContender backupAndForget(Site site, String keepLast) {
        return new ShellContender(
                "restic backup + forget",
                "pair",
                site,
                BACKUP_AND_FORGET,
                List.of("backup", "forget"),
                List.of("--keep-last", keepLast));
    }

    static ShellContender bareBackup(Site site) {
        return new ShellContender(
                "restic backup --skip-if-unchanged", "bare", site, BACKUP, List.of("backup"), List.of());
    }

    @Override
    public Cost sync() {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", script, "sync", site.restic().path().toString(), host));
        command.addAll(keep);
        site.counter().reset();
        Timed timed = site.stopwatch().run(command, site.environment(), site.volume());
        return new Cost(timed.wallMillis(), timed.cpuMillis(), site.counter().read(), processes);
    }
}
