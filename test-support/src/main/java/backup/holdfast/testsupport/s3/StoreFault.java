package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Something that goes wrong with a store at one of its requests, for a {@link CountingProxy}. Requests are counted, not time, so that the
 * same number means the same moment on a fast machine and on a slow one.
 */
public final class StoreFault implements Function<S3Request, Reaction> {
    private static final Reaction WELL = new Reaction.Forward();

    private final Kind kind;
    private final int from;
    private final int until;
    private final Runnable meanwhile;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile boolean happened;

    /** What goes wrong. */
    public enum Kind {
        /** Nothing with the store: what happens meanwhile is the fault. The request gets through. */
        NONE(1),
        /** The same; the request does not get through. */
        LOST(1),
        SERVER_ERROR(2),
        THROTTLED(2),
        RESET(2),
        TRUNCATED(2),
        SLOW(5),
        /** From then on: a key that was withdrawn. */
        FORBIDDEN(Integer.MAX_VALUE),
        /** A clock that was set and is put right again: restic asks again and again as long as it is wrong, and would take a minute. */
        CLOCK_SKEW(6);

        private final int requests;

        Kind(int requests) {
            this.requests = requests;
        }

        private Reaction reaction() {
            return switch (this) {
                case NONE -> WELL;
                case LOST, RESET -> new Reaction.Reset();
                case SERVER_ERROR -> new Reaction.Refuse(500, "InternalError");
                case THROTTLED -> new Reaction.Refuse(503, "SlowDown");
                case TRUNCATED -> new Reaction.Truncate(7);
                case SLOW -> new Reaction.Delay(Duration.ofMillis(150));
                case FORBIDDEN -> new Reaction.Refuse(403, "AccessDenied");
                case CLOCK_SKEW -> new Reaction.Refuse(403, "RequestTimeTooSkewed");
            };
        }
    }

    /**
     * A fault to come.
     *
     * @param from the first request it happens to, counted from 1
     * @param meanwhile what else happens at that request, before it is answered
     */
    public StoreFault(Kind kind, int from, Runnable meanwhile) {
        this.kind = requireNonNull(kind, "kind is null");
        this.from = from;
        this.until = kind.requests == Integer.MAX_VALUE ? Integer.MAX_VALUE : from + kind.requests;
        this.meanwhile = requireNonNull(meanwhile, "meanwhile is null");
    }

    @Override
    public Reaction apply(S3Request request) {
        int number = seen.incrementAndGet();
        if (number == from) {
            meanwhile.run();
            happened = true;
        }
        return number >= from && number < until ? kind.reaction() : WELL;
    }

    /** Whether there were requests enough for it to happen, and all that belongs to it has: who waits for it may go on to mend that. */
    public boolean hasHappened() {
        return happened;
    }
}
