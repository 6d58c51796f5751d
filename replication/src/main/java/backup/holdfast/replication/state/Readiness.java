package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.FailureClass;
import java.util.Optional;

/** Whether everything a run needs is there. */
public sealed interface Readiness {
    /**
     * It is.
     *
     * @param inputs a digest of the spec and of what it refers to; when it changes, what failed before may work now
     */
    record Ready(String inputs) implements Readiness {
        public Ready {
            requireNonNull(inputs, "inputs is null");
        }
    }

    /**
     * It is not, and only a person can change that.
     *
     * @param detail which field, which Secret key
     */
    record NotReady(FailureClass failure, String detail) implements Readiness {
        public NotReady {
            requireNonNull(failure, "failure is null");
            requireNonNull(detail, "detail is null");
        }
    }

    /** The digest when ready. */
    default Optional<String> digest() {
        return this instanceof Ready ready ? Optional.of(ready.inputs()) : Optional.empty();
    }
}
