package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one thread that does everything, pass after pass: at once when something changed, and every little while for the sake of time. */
final class Loop implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(50);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread named = new Thread(work, "test-kubelet");
        named.setDaemon(true);
        return named;
    });
    private final AtomicBoolean due = new AtomicBoolean();
    private final List<RuntimeException> defects = new CopyOnWriteArrayList<>();
    private volatile Runnable pass = () -> {};

    void start(Runnable work) {
        this.pass = requireNonNull(work, "work is null");
        var unused = thread.scheduleWithFixedDelay(this::run, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Something has changed. */
    void wake() {
        if (!thread.isShutdown() && due.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    /** Does something between two passes, then a pass. */
    <T> T call(Callable<T> work) {
        try {
            T result = thread.submit(work).get();
            wake();
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void run() {
        due.set(false);
        try {
            pass.run();
        } catch (RuntimeException e) {
            // A defect of the kubelet's own: the test shall hear of it, and the next pass may still do.
            defects.add(e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(60, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What went wrong with the kubelet itself. */
    List<RuntimeException> defects() {
        return List.copyOf(defects);
    }
}
