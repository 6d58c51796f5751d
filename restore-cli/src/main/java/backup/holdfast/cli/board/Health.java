package backup.holdfast.cli.board;

/** How a source stands, worst first: that is the order in which people have to see them. */
public enum Health {
    STALLED("Stalled", Attention.NEEDED),
    FAILING("Failing", Attention.NEEDED),
    OVERDUE("Overdue", Attention.NEEDED),
    /** Its controller has not looked at the newest spec, or there is none. */
    UNSEEN("Unseen", Attention.NEEDED),
    /** Backups are fine; nothing is forgotten until somebody consents. */
    FROZEN("Frozen", Attention.NEEDED),
    /** Its volume is being restored, or a restore of it ended badly: no backup is made meanwhile. */
    RESTORING("Restoring", Attention.NEEDED),
    PAUSED("Paused", Attention.NONE),
    /** New: its first backup is to come. */
    WAITING("Waiting", Attention.NONE),
    RUNNING("Running", Attention.NONE),
    GOOD("Good", Attention.NONE),
    /** Of a method other than restic. */
    FOREIGN("Foreign", Attention.NONE);

    /** Whether somebody has to look. */
    public enum Attention {
        NEEDED,
        NONE
    }

    private final String word;
    private final Attention attention;

    Health(String word, Attention attention) {
        this.word = word;
        this.attention = attention;
    }

    public String word() {
        return word;
    }

    public Attention attention() {
        return attention;
    }
}
