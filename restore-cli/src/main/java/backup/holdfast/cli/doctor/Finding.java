package backup.holdfast.cli.doctor;

import static java.util.Objects.requireNonNull;

/**
 * Something that was looked at.
 *
 * @param about what it is about
 * @param what was found
 * @param advice how to mend it; empty where nothing is to be mended
 */
public record Finding(State state, String about, String what, String advice) {

    /** What it means. */
    public enum State {
        /** Backups or restores suffer. */
        WRONG,
        /** It could not be looked at. */
        UNKNOWN,
        /** Worth knowing. */
        REMARK,
        GOOD
    }

    public Finding {
        requireNonNull(state, "state is null");
        requireNonNull(about, "about is null");
        requireNonNull(what, "what is null");
        requireNonNull(advice, "advice is null");
    }

    static Finding good(String about, String what) {
        return new Finding(State.GOOD, about, what, "");
    }

    static Finding wrong(String about, String what, String advice) {
        return new Finding(State.WRONG, about, what, advice);
    }

    static Finding remark(String about, String what, String advice) {
        return new Finding(State.REMARK, about, what, advice);
    }

    static Finding unknown(String about, String what, String advice) {
        return new Finding(State.UNKNOWN, about, what, advice);
    }
}
