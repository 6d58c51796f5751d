package backup.holdfast.cli.term;

/** Whether a stream gets colours. */
public enum Paint {
    PLAIN,
    COLOURED;

    private static final String ESCAPE = "\u001b[";

    /** The text, in a colour where there are colours. */
    public String of(Colour colour, String text) {
        return this == PLAIN || colour == Colour.NONE ? text : ESCAPE + colour.code() + "m" + text + ESCAPE + "0m";
    }
}
