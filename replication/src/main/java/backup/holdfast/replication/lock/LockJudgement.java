package backup.holdfast.replication.lock;

import static java.util.Objects.requireNonNull;

/**
 * What is to become of a lock.
 *
 * @param reason in words, for an Event
 */
public record LockJudgement(Decision decision, String reason) {
    public LockJudgement {
        requireNonNull(decision, "decision is null");
        requireNonNull(reason, "reason is null");
    }

    /** What to do about a lock. */
    public enum Decision {
        /** Its owner was seen to end, whatever the lock's age. */
        REMOVE_ENDED,
        /** It is older than the lock of a living restic can be. */
        REMOVE_STALE,
        /** Ours, or unreadable, and not old enough to be sure. */
        WAIT,
        /** Its owner may be alive. */
        KEEP
    }
}
