package backup.holdfast.replication.plan;

import java.util.Optional;

/**
 * What becomes of a restore that finds no snapshot. An empty volume stands in for one only where the storage says for certain that
 * there is nothing to restore: a bucket that is missing, may not be listed or does not answer, and half a repository, fail by each of
 * these.
 */
public enum MissingPolicy {
    /** {@code onMissingSnapshot: Fail}. */
    FAIL("onMissingSnapshot is Fail"),
    /** {@code onMissingSnapshot} is absent, and what was asked for has a name: a time, a count, an id, another identity. */
    FAIL_BY_NAME("what is asked for by name is replaced by an empty volume only with onMissingSnapshot: Continue"),
    /** The controller is in recovery mode. */
    FAIL_IN_RECOVERY("in recovery mode no restore goes on with an empty volume"),
    /** {@code onMissingSnapshot: Continue}: also where another snapshot than the one asked for exists. */
    CONTINUE("onMissingSnapshot is Continue"),
    /** {@code onMissingSnapshot} is absent and just the newest was asked for: of a history that has not begun yet. */
    CONTINUE_BEFORE_FIRST("nothing has been backed up there yet");

    private final String reason;

    MissingPolicy(String reason) {
        this.reason = reason;
    }

    /**
     * Where {@code onMissingSnapshot} is absent.
     *
     * @param identity as the spec names it, if it does
     */
    public static MissingPolicy whenUnsaid(WantedSnapshot wanted, Optional<Identity> identity) {
        return wanted.isNewest() && identity.isEmpty() ? CONTINUE_BEFORE_FIRST : FAIL_BY_NAME;
    }

    /** The same in recovery mode, in which no emptiness is taken for an answer. */
    public MissingPolicy inRecoveryMode() {
        return switch (this) {
            case FAIL, FAIL_BY_NAME, FAIL_IN_RECOVERY -> this;
            case CONTINUE, CONTINUE_BEFORE_FIRST -> FAIL_IN_RECOVERY;
        };
    }

    /** Why, to be read after a semicolon. */
    public String reason() {
        return reason;
    }
}
