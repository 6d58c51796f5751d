package backup.holdfast.restic.result;

/** What went wrong with one restic call, told from our own flags, the exit code and only then restic's prose. */
public enum FailureKind {
    /** We were asked to stop it. */
    CANCELLED,
    /** It did not end within its deadline. */
    DEADLINE_EXCEEDED,
    /** It showed no progress for too long. */
    STALLED,
    /** It was killed and the system has not let it go: it may still run, so nothing may be built on its end. */
    UNSTOPPABLE,
    /** A signal that was not ours ended it: out of memory, node shutdown, somebody's kill. */
    KILLED,
    /** It could not be started. */
    NOT_STARTED,
    /** There is no repository at the location, for certain. */
    REPOSITORY_MISSING,
    /** There is already a repository where one was to be made. */
    REPOSITORY_EXISTS,
    /** Somebody else holds a lock that excludes this call. */
    LOCKED,
    /** A lock is in the way that can't be read, so that nobody can tell whom it excludes. */
    LOCK_UNREADABLE,
    WRONG_PASSWORD,
    /** No password or an empty one was given. */
    PASSWORD_MISSING,
    /** The store can't be reached or does not answer. */
    UNREACHABLE,
    /** The store is reached but its certificate is not trusted, or one side speaks TLS and the other does not. */
    CERTIFICATE_UNTRUSTED,
    /** The store refused the credentials, or they may not do this. */
    ACCESS_DENIED,
    BUCKET_MISSING,
    /** The store refused the request because our clock is wrong. */
    CLOCK_SKEW,
    /** The bucket lives in another region than the one signed for. */
    WRONG_REGION,
    /** The store rejects a request (400) of a kind whose answers have no words: only asking otherwise tells why. */
    REQUEST_REJECTED,
    /** The store, the cache, the temporary directory or the restore target is full. */
    NO_SPACE,
    /** There is no usable directory for temporary files. */
    TEMP_DIRECTORY_UNUSABLE,
    /** The repository has a format this restic does not read. */
    REPOSITORY_UNSUPPORTED,
    /** The directory to restore into can't be made or written to. */
    TARGET_UNUSABLE,
    /** Packs, indexes or trees are missing or broken. */
    REPOSITORY_DAMAGED,
    SNAPSHOT_NOT_FOUND,
    /** The snapshot is there, but not the path asked for in it. */
    PATH_NOT_FOUND,
    /** The lock that was to be read is not there any more. */
    LOCK_GONE,
    /** None of what was to be backed up exists. */
    SOURCE_MISSING,
    /** Some files could not be read; the snapshot lacks them. */
    SOURCE_UNREADABLE,
    /** Some files could not be restored. */
    RESTORE_INCOMPLETE,
    /** Some snapshots could not be removed. */
    FORGET_INCOMPLETE,
    /** restic did not accept its options. */
    USAGE,
    /** restic itself crashed. */
    CRASHED,
    /** It ended well but did not say what it has to say. */
    OUTPUT_UNREADABLE,
    UNKNOWN;

    /** Whether a store that says this will still say it after a minute. */
    boolean outlastsRetries() {
        return this == ACCESS_DENIED
                || this == BUCKET_MISSING
                || this == CERTIFICATE_UNTRUSTED
                || this == CLOCK_SKEW
                || this == NO_SPACE
                || this == REQUEST_REJECTED
                || this == WRONG_REGION;
    }
}
