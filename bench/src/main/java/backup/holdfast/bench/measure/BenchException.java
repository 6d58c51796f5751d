package backup.holdfast.bench.measure;

/** A measurement that can't be made, in a sentence for the person who asked for it. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
