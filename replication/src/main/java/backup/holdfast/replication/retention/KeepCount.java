package backup.holdfast.replication.retention;

/** How many of a kind to keep: a number, none (0), or {@link #UNLIMITED}, which restic writes out as a word. */
public record KeepCount(int value) {

    public static final KeepCount NONE = new KeepCount(0);
    public static final KeepCount UNLIMITED = new KeepCount(-1);

    public KeepCount {
        if (value < -1) {
            throw new IllegalArgumentException("cannot keep " + value);
        }
    }

    public boolean isNone() {
        return value == 0;
    }

    public boolean isUnlimited() {
        return value == -1;
    }

    /** As a flag's argument. */
    @Override
    public String toString() {
        return isUnlimited() ? "unlimited" : Integer.toString(value);
    }
}
