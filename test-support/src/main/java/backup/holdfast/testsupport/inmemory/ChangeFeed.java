package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The changes one watcher has not seen yet. */
final class ChangeFeed implements AutoCloseable {

    private final BlockingQueue<Change> unseen = new LinkedBlockingQueue<>();
    private final Consumer<ChangeFeed> whenClosed;

    ChangeFeed(Consumer<ChangeFeed> whenClosed) {
        this.whenClosed = requireNonNull(whenClosed, "whenClosed is null");
    }

    void offer(Change change) {
        unseen.add(change);
    }

    /** The next change; empty if there was none for that long. */
    Optional<Change> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(unseen.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        whenClosed.accept(this);
    }
}
