package backup.holdfast.replication.plan;

/** Text that is not what it should be; the message says what is wrong with it. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message);
    }
}
