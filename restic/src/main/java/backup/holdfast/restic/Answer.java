package backup.holdfast.restic;

import backup.holdfast.restic.process.StreamConsumer;
import java.util.Optional;

/** Reads the answer of one verb from standard output. Made for one run. */
interface Answer<T> {

    /** Called once, on the thread that reads standard output. */
    StreamConsumer reader(Transcript transcript);

    /** The answer, if restic gave a whole one; asked for after the run. */
    Optional<T> value();
}
