package backup.holdfast.nfsscaler.probe;

import java.time.Duration;

/** Time and threads of a probe loop. */
public interface ProbeTimer extends AutoCloseable {

    /** A clock that only ever goes forward, in nanoseconds from some moment. */
    long nanos();

    /** Runs the task on another thread after this delay, or as soon after it as a thread is free. Not at all once closed. */
    void schedule(Duration delay, Runnable task);

    /** Interrupts what runs and forgets what waits. */
    @Override
    void close();
}
