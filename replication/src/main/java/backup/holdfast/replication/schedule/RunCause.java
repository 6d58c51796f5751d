package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Why a run starts, and the tokens it answers. The tokens are those of the start of the run: what a person writes while
 * it runs is not answered by it.
 */
public record RunCause(Kind kind, Optional<String> manualToken, Optional<String> requestToken) {

    public enum Kind {
        FIRST_SYNC,
        SCHEDULE,
        MANUAL,
        REQUEST,
        CONTINUOUS
    }

    public RunCause {
        requireNonNull(kind, "kind is null");
        requireNonNull(manualToken, "manualToken is null");
        requireNonNull(requestToken, "requestToken is null");
    }

    /** Whether a failed run of this cause already tried every token that {@code other} would answer. */
    boolean covers(RunCause other) {
        return manualToken.equals(other.manualToken.or(() -> manualToken))
                && requestToken.equals(other.requestToken.or(() -> requestToken));
    }
}
