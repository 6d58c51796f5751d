package backup.holdfast.restic.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process the kernel does not let go, as one that waits for a dead NFS server: it takes signals and does not end. */
final class StuckProcess extends Process {

    final List<String> signals = new ArrayList<>();

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
        throw new AssertionError("would wait for ever");
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        unit.sleep(timeout);
        return false;
    }

    @Override
    public int exitValue() {
        throw new IllegalThreadStateException("still running");
    }

    @Override
    public void destroy() {
        throw new AssertionError("closes the streams");
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return Stream.empty();
    }

    @Override
    public ProcessHandle toHandle() {
        return new Handle();
    }

    private final class Handle implements ProcessHandle {

        @Override
        public boolean destroy() {
            return signals.add("TERM");
        }

        @Override
        public boolean destroyForcibly() {
            return signals.add("KILL");
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public long pid() {
            return 4711;
        }

        @Override
        public Optional<ProcessHandle> parent() {
            return Optional.empty();
        }

        @Override
        public Stream<ProcessHandle> children() {
            return Stream.empty();
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return Stream.empty();
        }

        @Override
        public Info info() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<ProcessHandle> onExit() {
            return new CompletableFuture<>();
        }

        @Override
        public boolean supportsNormalTermination() {
            return true;
        }

        @Override
        public int compareTo(ProcessHandle other) {
            return Long.compare(pid(), other.pid());
        }
    }
}
