package backup.holdfast.replication.queue;

/** Who goes first; the order of the constants is the order of the line. */
public enum Urgency {
    /** Waits for other restores only, never for a backup. */
    RESTORE,
    /** A person asked for it and looks on. */
    REQUESTED,
    /** By a schedule, or left over from one. */
    SCHEDULED
}
