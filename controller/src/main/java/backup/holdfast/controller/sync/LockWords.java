package backup.holdfast.controller.sync;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import org.jspecify.annotations.Nullable;

/** What people are told of locks. Pure. */
public final class LockWords {
    private LockWords() {}

    /** The sentence of a failure; for a lock with its holder, in words that stay the same as long as it is held. */
    public static String sentence(FailureClass failure, MoverOutcome outcome) {
        return failure != FailureClass.LOCKED
                ? failure.sentence()
                : failure.sentence()
                        + outcome.locks().stream()
                                .filter(lock -> lock.verdict() != LockVerdict.REMOVED)
                                .findFirst()
                                .map(lock -> " Held by " + lock.holder() + ".")
                                .orElse("");
    }

    /** What a condition says: one sentence for each class, and of a lock who holds it as {@link #sentence} has told status. */
    public static String told(FailureClass failure, @Nullable String message) {
        return failure == FailureClass.LOCKED && message != null && message.startsWith(failure.sentence())
                ? message
                : failure.sentence();
    }

    /** The reason of the Event about a lock. */
    public static String event(LockVerdict verdict) {
        return switch (verdict) {
            case REMOVED -> "LockRemoved";
            case KEPT -> "LockKept";
            case WAITING -> "LockWaiting";
        };
    }

    /** The text of that Event. */
    public static String note(LockMet lock) {
        return "Lock of " + lock.holder() + ", " + Math.max(0, lock.age().toSeconds()) + " s old, "
                + lock.verdict().label() + ": " + lock.reason();
    }
}
