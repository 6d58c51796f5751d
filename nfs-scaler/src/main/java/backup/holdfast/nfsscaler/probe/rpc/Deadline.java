package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The moment by which something must be over. */
public final class Deadline {

    private final LongSupplier nanos;
    private final long end;

    private Deadline(LongSupplier nanos, long end) {
        this.nanos = requireNonNull(nanos, "nanos is null");
        this.end = end;
    }

    /**
     * So long from now.
     *
     * @param nanos a clock that only ever goes forward, such as {@link System#nanoTime}
     */
    public static Deadline in(Duration time, LongSupplier nanos) {
        return new Deadline(nanos, nanos.getAsLong() + time.toNanos());
    }

    /** What is left of it; zero once it is over. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
    }

    /** Whether it is over. */
    public boolean isOver() {
        return remaining().isZero();
    }

    /** A deadline after the first of {@code parts} equal parts of what is left. */
    public Deadline share(int parts) {
        return in(remaining().dividedBy(parts), nanos);
    }
}
