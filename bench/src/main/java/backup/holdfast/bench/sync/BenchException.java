package backup.holdfast.bench.sync;

/** A measurement that can't be made, in a sentence for the person who asked for it. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
