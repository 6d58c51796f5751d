package backup.holdfast.nfsscaler.probe;

/** What a living server said of one of its exports. */
public enum ExportState {
    /** It is there. */
    PRESENT,
    /** The server says there is no such thing. */
    MISSING,
    /** The server answers other calls, but not about this one in time: what a client that uses it sees is a hang. */
    SILENT,
    /** It could not be asked, or would not tell us, which says nothing of what it tells the nodes. */
    NOT_CHECKED
}
