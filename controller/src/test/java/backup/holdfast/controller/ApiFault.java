package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Request;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What goes wrong between a controller and the API server, at one of its requests. Watches are not counted before it happens. */
final class ApiFault implements Function<S3Request, Reaction> {
    private static final Reaction WELL = new Reaction.Forward();
    private static final int SOME = 12;

    private final Kind kind;
    private final int from;
    private final Runnable meanwhile;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile boolean happened;

    /** What goes wrong. */
    enum Kind {
        /** For some requests nobody is there. */
        AWAY(SOME),
        /** The request is carried out, and nobody hears of it. */
        ANSWER_LOST(1),
        /** For some requests. */
        SERVER_ERROR(SOME),
        BUSY(SOME),
        /** A conflict, once: somebody else wrote. */
        CONFLICT(1),
        /** From then on nothing gets through: whoever asks is dead. */
        DEAD(Integer.MAX_VALUE),
        /** The same, but this request is carried out. */
        DEAD_AFTERWARDS(Integer.MAX_VALUE);

        private final int requests;

        Kind(int requests) {
            this.requests = requests;
        }

        private Reaction reaction(boolean first) {
            return switch (this) {
                case AWAY, DEAD -> new Reaction.Reset();
                case ANSWER_LOST -> new Reaction.Truncate(0);
                case SERVER_ERROR -> new Reaction.Refuse(500, "InternalError");
                case BUSY -> new Reaction.Refuse(429, "TooManyRequests");
                case CONFLICT -> new Reaction.Refuse(409, "Conflict");
                case DEAD_AFTERWARDS -> first ? new Reaction.Truncate(0) : new Reaction.Reset();
            };
        }
    }

    /**
     * A fault to come.
     *
     * @param from the first request it happens to, counted from 1
     * @param meanwhile what else happens at that request, before it is answered
     */
    ApiFault(Kind kind, int from, Runnable meanwhile) {
        this.kind = requireNonNull(kind, "kind is null");
        this.from = from;
        this.meanwhile = requireNonNull(meanwhile, "meanwhile is null");
    }

    @Override
    public Reaction apply(S3Request request) {
        if (request.target().contains("watch=true") && seen.get() < from) {
            return WELL;
        }
        int number = seen.incrementAndGet();
        if (number == from) {
            meanwhile.run();
            happened = true;
        }
        return number < from || isOver(number) ? WELL : kind.reaction(number == from);
    }

    /** Also what happens meanwhile: who waits for it may go on to mend that. */
    boolean hasHappened() {
        return happened;
    }

    private boolean isOver(int number) {
        return kind.requests != Integer.MAX_VALUE && number >= from + kind.requests;
    }
}
