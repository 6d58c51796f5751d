package backup.holdfast.restic.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one output stream of a process, on a thread of its own. It may return before the end: the rest is read and dropped, so
 * that the process never blocks on a full pipe.
 */
@FunctionalInterface
public interface StreamConsumer {

    void consume(InputStream in, Progress progress) throws IOException;

    /** Tells the no-progress watchdog that the process is getting somewhere. */
    @FunctionalInterface
    interface Progress {
        void made();
    }
}
