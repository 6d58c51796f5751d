package backup.holdfast.controller.source;

import backup.holdfast.replication.plan.FailureClass;

/** What a ReplicationSource's spec comes to. */
sealed interface ResolvedSource {
    record Valid(SourceSettings settings) implements ResolvedSource {}

    /**
     * It can't work.
     *
     * @param detail the field, what is wrong with it, what to write instead
     */
    record Invalid(FailureClass failure, String detail) implements ResolvedSource {}

    /** Somebody else's: only {@code external} is set. Not even status is written. */
    record External() implements ResolvedSource {}
}
