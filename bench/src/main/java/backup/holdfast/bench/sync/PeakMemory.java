package backup.holdfast.bench.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The most memory a process has had resident ({@code VmHWM}). The kernel forgets it when the process ends, so it is asked over and
 * over: it only grows, so what is missed is the growth of the last few milliseconds.
 */
final class PeakMemory {
    private static final long EVERY_MILLIS = 10;
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

    private final String program;
    private volatile long kib;
    private @Nullable Thread watcher;

    /** @param program file name of the process to watch, a child of the one given to {@link #watch} */
    PeakMemory(String program) {
        this.program = program;
    }

    /** Begins to watch. Returns at once. */
    void watch(Process shell) {
        Thread thread = new Thread(() -> follow(shell), "peak-memory");
        thread.setDaemon(true);
        thread.start();
        watcher = thread;
    }

    /** In MiB, once the process has ended. */
    double mebibytes() {
        Thread thread = watcher;
        if (thread == null) {
            throw new IllegalStateException("nothing was watched");
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return kib / 1024.0;
    }

    private void follow(Process shell) {
        Optional<ProcessHandle> child = Optional.empty();
        try {
            while (shell.isAlive()) {
                if (child.isEmpty()) {
                    child = shell.children().filter(this::isTheProgram).findFirst();
                }
                child.flatMap(PeakMemory::status)
                        .ifPresent(status -> kib = Math.max(kib, parse(status).orElse(0)));
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTheProgram(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/" + program))
                .isPresent();
    }

    private static Optional<String> status(ProcessHandle process) {
        try {
            return Optional.of(
                    Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"), StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** KiB by the text of {@code /proc/<pid>/status}; nothing for a process that is ending. */
    static OptionalLong parse(String status) {
        Matcher matcher = PEAK.matcher(status);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
