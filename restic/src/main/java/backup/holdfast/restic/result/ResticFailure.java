package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a call failed.
 *
 * @param underlying for a call that was stopped: what restic was struggling with at the time, if it said so
 * @param exitCode absent when the process was never started or has not ended
 * @param message restic's own last word, bounded; volatile, so no text to compare
 * @param lockHolder who holds the lock, for {@link FailureKind#LOCKED} if restic said so
 */
public record ResticFailure(
        FailureKind kind,
        Optional<FailureKind> underlying,
        OptionalInt exitCode,
        String message,
        Optional<LockHolder> lockHolder) {

    public ResticFailure {
        requireNonNull(kind, "kind is null");
        requireNonNull(underlying, "underlying is null");
        requireNonNull(exitCode, "exitCode is null");
        requireNonNull(message, "message is null");
        requireNonNull(lockHolder, "lockHolder is null");
    }
}
