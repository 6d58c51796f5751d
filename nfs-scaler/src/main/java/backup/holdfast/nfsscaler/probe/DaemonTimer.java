package backup.holdfast.nfsscaler.probe;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer on a fixed number of daemon threads. */
public final class DaemonTimer implements ProbeTimer {

    private final ScheduledThreadPoolExecutor threads;

    /**
     * Makes one.
     *
     * @param count of threads: so many servers can be silent at once before the others are probed late
     */
    public DaemonTimer(int count) {
        threads = new ScheduledThreadPoolExecutor(
                count,
                task -> {
                    Thread thread = new Thread(task, "nfs-probe");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        var unused = threads.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
