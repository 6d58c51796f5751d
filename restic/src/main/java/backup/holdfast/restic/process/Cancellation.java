package backup.holdfast.restic.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks running processes to stop, once and from any thread. A run that ended after this was asked is "cancelled" by this flag
 * alone: restic's exit codes differ between versions and say nothing reliable about it.
 */
public final class Cancellation {

    private final Set<Runnable> callbacks = new LinkedHashSet<>();
    private boolean cancelled;

    /** Asks every run that uses this to stop. Idempotent; returns without waiting for them. */
    public void cancel() {
        List<Runnable> due;
        synchronized (callbacks) {
            cancelled = true;
            due = List.copyOf(callbacks);
            callbacks.clear();
        }
        due.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        synchronized (callbacks) {
            return cancelled;
        }
    }

    /** Runs {@code callback} on cancellation, on the cancelling thread, or at once if it has already happened. Closing forgets the callback. */
    public Registration onCancel(Runnable callback) {
        synchronized (callbacks) {
            if (!cancelled) {
                callbacks.add(callback);
                return () -> {
                    synchronized (callbacks) {
                        callbacks.remove(callback);
                    }
                };
            }
        }
        callback.run();
        return () -> {};
    }

    /** Takes a callback back. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
