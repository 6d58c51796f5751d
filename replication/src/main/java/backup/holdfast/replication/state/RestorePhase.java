package backup.holdfast.replication.state;

/** How far the run of a destination is. Each phase begins with a status write, so that a crash finds its way back into it. */
public enum RestorePhase {
    /** A mover looks for the snapshot. It sees neither the volume nor a lock. */
    SELECT,
    /** The snapshot is pinned; a second mover writes it into the volume. */
    RESTORE,
    /** The volume is good; a snapshot of it is taken. */
    IMAGE
}
