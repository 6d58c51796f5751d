package backup.holdfast.restic.command;

/** Which locks to remove. */
public enum UnlockScope {
    /** Those restic calls stale: older than 30 minutes, or of this host and a process that is gone. */
    STALE,
    /** Every lock, a live one included. */
    ALL
}
