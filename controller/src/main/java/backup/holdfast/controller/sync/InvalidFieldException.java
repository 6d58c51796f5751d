package backup.holdfast.controller.sync;

/** A field of a spec that can't work. The message names the field, what is wrong with it, and what to write instead. */
public final class InvalidFieldException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidFieldException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
