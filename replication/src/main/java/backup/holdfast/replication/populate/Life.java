package backup.holdfast.replication.populate;

/** Whether an object is there, or on its way out. */
public enum Life {
    THERE,
    GOING
}
