package backup.holdfast.controller.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again on a thread of its own that keeps no process alive, whatever comes of it. */
public final class Ticker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);

    private final Thread thread;

    private Ticker(Thread thread) {
        this.thread = thread;
    }

    /** @param pause before the first time, and between the end of one and the beginning of the next */
    public static Ticker start(String name, Duration pause, Runnable work) {
        requireNonNull(work, "work is null");
        Thread thread = new Thread(() -> tick(name, pause, work), name);
        thread.setDaemon(true);
        thread.start();
        return new Ticker(thread);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void tick(String name, Duration pause, Runnable work) {
        while (true) {
            try {
                Thread.sleep(pause.toMillis());
                work.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("{} failed, and is tried again in {}", name, pause, e);
            }
        }
    }
}
