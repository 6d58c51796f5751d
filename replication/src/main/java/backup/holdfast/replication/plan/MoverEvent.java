package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a mover reports while it works: one line of JSON on its standard output. For people, logs and progress bars; nothing
 * is decided on it.
 */
public record MoverEvent(
        Instant time,
        RunId run,
        Kind kind,
        String message,
        @Nullable Progress progress) {
    public MoverEvent {
        requireNonNull(time, "time is null");
        requireNonNull(run, "run is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(message, "message is null");
    }

    /** What an event is about. */
    public enum Kind {
        STARTED,
        /** A step of the plan begins. */
        STEP,
        PROGRESS,
        /** A line restic printed that is worth keeping. */
        NOTE,
        WARNING,
        ENDED
    }

    /** How far restic is; totals grow while it still scans. */
    public record Progress(double percent, long filesDone, long filesTotal, long bytesDone, long bytesTotal) {}
}
