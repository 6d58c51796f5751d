package backup.holdfast.cli;

import java.util.concurrent.atomic.AtomicReference;

/** What is still to be done when the process is told to end in the middle of something: Ctrl-C, a shell that closes. */
public final class Farewell {
    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> last = new AtomicReference<>(NOTHING);

    /** For as long as the action takes. */
    void during(Runnable action, Runnable lastWords) {
        last.set(lastWords);
        try {
            action.run();
        } finally {
            last.set(NOTHING);
        }
    }

    /** Once, at the end of the process. */
    public void say() {
        last.getAndSet(NOTHING).run();
    }
}
