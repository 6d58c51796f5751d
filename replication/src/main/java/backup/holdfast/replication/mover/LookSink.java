package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.MoverOutcome;

/** Takes an answer as it comes, by one thread at a time. */
public interface LookSink {
    void take(LookAnswer answer);

    /** Some of the bytes that were asked for. */
    void content(byte[] bytes, int offset, int length);

    /** There is no more; the outcome says whether that is all there was to tell. */
    void end(MoverOutcome outcome);

    /** An answer longer than whoever asked can be given in this way. */
    final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TooLongException(String message) {
            super(message);
        }
    }
}
