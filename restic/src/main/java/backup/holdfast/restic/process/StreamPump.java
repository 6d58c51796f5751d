package backup.holdfast.restic.process;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Reads one stream of a process to its end on a daemon thread. Once the pump has been given up, its consumer gets no more
 * bytes, so that nothing is delivered after the run's result.
 */
final class StreamPump {

    private final Thread thread;
    private volatile boolean givenUp;

    StreamPump(String name, InputStream stream, StreamConsumer consumer, StreamConsumer.Progress progress) {
        this.thread = new Thread(() -> pump(stream, consumer, progress), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the end of the stream, at most {@code limit}; false if it was not reached, and the pump is then given up. */
    boolean join(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        givenUp = thread.isAlive();
        return !givenUp;
    }

    private void pump(InputStream stream, StreamConsumer consumer, StreamConsumer.Progress progress) {
        try (InputStream in = new Gate(stream)) {
            try {
                consumer.consume(in, progress);
            } catch (RuntimeException e) {
                // The process must not block on a full pipe because its reader is broken.
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The stream is closed under the reader when the process is killed: that is its end.
            return;
        }
    }

    private final class Gate extends FilterInputStream {
        Gate(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            return givenUp ? -1 : value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            return givenUp ? -1 : count;
        }
    }
}
