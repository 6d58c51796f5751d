package backup.holdfast.nfsscaler.settings;

/** A spec that cannot be carried out; the message says which field and what to write instead. */
public final class InvalidSpecException extends Exception {

    InvalidSpecException(String message) {
        super(message);
    }
}
