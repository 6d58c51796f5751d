package backup.holdfast.restic.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Identifies processes beyond their number. The start instant the JDK offers is derived from the wall clock and moves when
 * that is set, so the kernel's boot id and start ticks decide where they can be read (Linux, proc(5), field 22 of stat).
 */
public final class ProcessTable {

    private static final int FIELDS_FROM_STATE_TO_START = 19;

    private final Clock clock;

    public ProcessTable(Clock clock) {
        this.clock = clock;
    }

    public ProcessIdentity identify(ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(), handle.info().startInstant().orElseGet(clock::instant), bootMark(handle.pid()));
    }

    /** Whether it still runs. A zombie nobody has reaped yet does not. */
    public boolean isRunning(ProcessIdentity process) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive);
        if (handle.isEmpty() || isZombie(process.pid())) {
            return false;
        }
        String mark = bootMark(process.pid());
        boolean comparable = !mark.isEmpty() && !process.bootMark().isEmpty();
        return !comparable || mark.equals(process.bootMark());
    }

    private static boolean isZombie(long pid) {
        try {
            return statFields(pid)[0].equals("Z");
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static String bootMark(long pid) {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                    .strip();
            return boot + "/" + statFields(pid)[FIELDS_FROM_STATE_TO_START];
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    /** From the state on: the command name before it may hold spaces and brackets; the fields after its last bracket are plain. */
    private static String[] statFields(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
