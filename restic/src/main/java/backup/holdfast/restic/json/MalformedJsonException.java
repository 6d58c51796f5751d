package backup.holdfast.restic.json;

/** Text that should have been JSON of a certain shape and was not. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }
}
