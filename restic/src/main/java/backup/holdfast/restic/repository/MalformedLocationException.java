package backup.holdfast.restic.repository;

/** A repository location restic would not understand. The message says in plain words what is wrong; it holds no credentials. */
public final class MalformedLocationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MalformedLocationException(String message) {
        super(message);
    }
}
