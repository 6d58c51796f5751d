package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.restic.result.FailureKind;

/** What a failed restic call means for a run. */
final class FailureClasses {
    private FailureClasses() {}

    static FailureClass of(FailureKind kind) {
        return switch (kind) {
            case CANCELLED -> FailureClass.CANCELLED;
            case DEADLINE_EXCEEDED -> FailureClass.DEADLINE_EXCEEDED;
            case STALLED -> FailureClass.NO_PROGRESS;
            case UNSTOPPABLE, KILLED -> FailureClass.KILLED;
            case NOT_STARTED -> FailureClass.RESTIC_UNUSABLE;
            case REPOSITORY_MISSING -> FailureClass.REPOSITORY_MISSING;
            // Only init says so, and whoever runs it takes that for no failure.
            case REPOSITORY_EXISTS, REPOSITORY_DAMAGED -> FailureClass.REPOSITORY_DAMAGED;
            case LOCKED, LOCK_UNREADABLE -> FailureClass.LOCKED;
            case WRONG_PASSWORD -> FailureClass.WRONG_PASSWORD;
            case PASSWORD_MISSING -> FailureClass.SECRET_INCOMPLETE;
            case UNREACHABLE -> FailureClass.UNREACHABLE;
            case CERTIFICATE_UNTRUSTED -> FailureClass.TLS_FAILED;
            case ACCESS_DENIED -> FailureClass.ACCESS_DENIED;
            case BUCKET_MISSING -> FailureClass.BUCKET_MISSING;
            case CLOCK_SKEW -> FailureClass.CLOCK_SKEW;
            case WRONG_REGION -> FailureClass.WRONG_REGION;
            case NO_SPACE, TEMP_DIRECTORY_UNUSABLE -> FailureClass.NO_SPACE;
            case REPOSITORY_UNSUPPORTED -> FailureClass.REPOSITORY_FORMAT;
            case SNAPSHOT_NOT_FOUND -> FailureClass.SNAPSHOT_NOT_FOUND;
            case SOURCE_MISSING -> FailureClass.SOURCE_MISSING;
            case SOURCE_UNREADABLE -> FailureClass.PARTIAL_READ;
            case RESTORE_INCOMPLETE, TARGET_UNUSABLE -> FailureClass.RESTORE_INCOMPLETE;
            case REQUEST_REJECTED,
                    LOCK_GONE,
                    PATH_NOT_FOUND,
                    FORGET_INCOMPLETE,
                    USAGE,
                    CRASHED,
                    OUTPUT_UNREADABLE,
                    UNKNOWN -> FailureClass.UNKNOWN;
        };
    }
}
