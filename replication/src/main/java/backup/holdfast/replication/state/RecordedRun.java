package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.Slot;
import java.time.Instant;

/**
 * A run as it is written into status before anything is created for it.
 *
 * @param attempt counts the failures since the last success, from 1
 */
public record RecordedRun(RunId id, Slot slot, RunCause cause, Purpose purpose, int attempt, Instant startedAt) {
    public RecordedRun {
        requireNonNull(id, "id is null");
        requireNonNull(slot, "slot is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(purpose, "purpose is null");
        requireNonNull(startedAt, "startedAt is null");
    }

    /** What a run is for. */
    public enum Purpose {
        /** A sync: backup, then forget and prune as far as they are due. */
        SYNC,
        /** Only what a good sync could not finish: forget and prune. */
        MAINTENANCE
    }
}
