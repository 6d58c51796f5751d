package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What is still to be done when the process is told to end in the middle of something: Ctrl-C, a shell that closes. */
public final class Farewell {
    private final AtomicReference<Optional<Runnable>> last = new AtomicReference<>(Optional.empty());

    /** For as long as the action takes. */
    void during(Runnable action, Runnable lastWords) {
        last.set(Optional.of(lastWords));
        try {
            action.run();
        } finally {
            last.set(Optional.empty());
        }
    }

    /** Once, at the end of the process. */
    public void say() {
        requireNonNull(last.getAndSet(Optional.empty())).ifPresent(Runnable::run);
    }
}
