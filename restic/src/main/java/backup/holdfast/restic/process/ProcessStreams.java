package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * Who hears of a run while it goes on. {@code started} is called on the calling thread before any output is read; the two
 * consumers are called on a thread each, and have returned when the run's result is there.
 */
public record ProcessStreams(Consumer<ProcessIdentity> started, StreamConsumer stdout, StreamConsumer stderr) {

    public ProcessStreams {
        requireNonNull(started, "started is null");
        requireNonNull(stdout, "stdout is null");
        requireNonNull(stderr, "stderr is null");
    }
}
