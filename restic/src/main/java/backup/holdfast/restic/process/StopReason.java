package backup.holdfast.restic.process;

/** Why a process was asked to stop; {@link #NONE} when it ended by itself. */
public enum StopReason {
    NONE,
    CANCELLED,
    DEADLINE,
    NO_PROGRESS
}
