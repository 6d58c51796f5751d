package backup.holdfast.replication.seal;

/** What a part of an answer is. */
public enum Part {
    /** Lines of text. */
    LINES,
    /** Bytes. */
    CONTENT,
    /** The last part: without it an answer is not whole. */
    END
}
