package backup.holdfast.controller.mover;

import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Runs movers. A run, once started, goes on without the controller; after a restart it is found again by its owner and id.
 */
public interface MoverBackend {
    /** Where a mover for this volume would see it, and under which path restic would record it. */
    Placement place(RunOwner owner, String claimName);

    /** Where a mover of this owner finds the certificates that its assignment brings along. */
    Path caCertificate(RunOwner owner);

    /**
     * Starts the mover of a run, unless it has been started before.
     *
     * @throws MoverRefusedException when it cannot be started now; nothing is left behind
     */
    void start(MoverAssignment assignment);

    /**
     * Starts a mover that only looks, unless it has been started before. Nobody observes it: its answer goes to its log.
     *
     * @throws MoverRefusedException when it can't be started
     */
    void look(MoverAssignment assignment);

    MoverObservation observe(RunOwner owner, RunId runId);

    /** Asks a mover to stop and tidy up after itself. Its outcome still arrives. */
    void cancel(RunOwner owner, RunId runId);

    /** Removes what a run has left, once its outcome is recorded. Idempotent. */
    void cleanUp(RunOwner owner, RunId runId);

    /**
     * The runs that have left something behind, as far as was seen: of one that is not under way any more a controller died before
     * {@link #cleanUp}.
     */
    default Set<RunId> leftovers(RunOwner owner) {
        return Set.of();
    }

    /** What of this spec these movers can't do, in a sentence. */
    default Optional<String> shortfall(ResticOptions options) {
        return Optional.empty();
    }

    /** Removes restic's cache, which outlives the runs of its owner. The next run fetches again what it needs. */
    void dropCache(RunOwner owner);

    /** Whether anything is there that was made for the movers of this owner: it may still hold a volume. */
    boolean hasTraces(RunOwner owner);

    /** Removes all that was made for the movers of this owner, and stops one that is still at work. It is gone a little later. */
    void removeTraces(RunOwner owner);

    /** A mover that can't be started, with what to do about it. */
    final class MoverRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final FailureClass failure;

        public MoverRefusedException(FailureClass failure, String message) {
            super(message);
            this.failure = failure;
        }

        public MoverRefusedException(FailureClass failure, String message, Throwable cause) {
            super(message, cause);
            this.failure = failure;
        }

        public FailureClass failure() {
            return failure;
        }
    }
}
