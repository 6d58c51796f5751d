package backup.holdfast.cli.term;

/** What a colour says, everywhere alike. */
public enum Colour {
    /** Somebody has to act. */
    RED("31"),
    /** Worth a look, or not over yet. */
    YELLOW("33"),
    /** All is well. */
    GREEN("32"),
    /** Nothing. */
    NONE("");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
