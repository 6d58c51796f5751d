package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A run of ours that is over, and how surely we know.
 *
 * @param proof why its lock may go
 */
public record EndedRun(RunId runId, Instant endedAt, Proof proof) {
    public EndedRun {
        requireNonNull(runId, "runId is null");
        requireNonNull(endedAt, "endedAt is null");
        requireNonNull(proof, "proof is null");
    }

    /** How the end of a run is known. */
    public enum Proof {
        /** Its process was seen to end: its lock may be removed at once. */
        TERMINATED,
        /** It is gone without a trace: its lock may be removed when it has not been refreshed for 30 minutes. */
        VANISHED
    }
}
