package backup.holdfast.testsupport.files;

/** What a comparison may leave out. Names, kinds and contents always count. */
public enum Aspect {
    MODE,
    /** Only root can give files away. */
    OWNER,
    TIME,
    HARD_LINKS
}
