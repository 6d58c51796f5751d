package backup.holdfast.testsupport.faults;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingSupplier;

/**
 * An end to all waiting: whatever does not come back in its time fails, and the failure says what was waited for and has the stack of the
 * thread that did. That of a process, a server or a pool of threads may have no limit of its own.
 */
public final class Patience {
    private final Duration limit;
    private volatile String now = "nothing yet";

    public Patience(Duration limit) {
        this.limit = requireNonNull(limit, "limit is null");
    }

    /** What is waited for from now on, for whoever reads of the failure. */
    public void awaiting(String what) {
        now = requireNonNull(what, "what is null");
    }

    /** Does some work, in another thread. */
    public <T> T within(ThrowingSupplier<T> work) {
        return assertTimeoutPreemptively(limit, work, () -> "still waiting for " + now);
    }

    /** Does some work that has no result, in another thread. */
    public void run(Executable work) {
        assertTimeoutPreemptively(limit, work, () -> "still waiting for " + now);
    }
}
