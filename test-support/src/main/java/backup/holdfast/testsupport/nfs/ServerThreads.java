package backup.holdfast.testsupport.nfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the threads of a process are doing. Linux only. */
record ServerThreads(long pid) {

    private static final char STOPPED = 'T';

    boolean allStopped() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                // The state follows the name, which stands in brackets and may contain anything.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != STOPPED) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see the threads of process " + pid, e);
        }
    }
}
