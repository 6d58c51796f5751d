package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.util.Optional;

/**
 * All that decides the next step of a ReplicationSource.
 *
 * @param trigger absent when the schedule cannot be read; then the source is not ready either
 * @param run the run recorded in status as under way
 * @param mover what can be seen of it; {@link MoverObservation.Absent} when there is none
 */
public record SourceFacts(
        String uid,
        Optional<Trigger> trigger,
        SchedulePolicy policy,
        Request request,
        SyncHistory history,
        Optional<RecordedRun> run,
        MoverObservation mover,
        Readiness readiness,
        Optional<Hold> hold) {
    public SourceFacts {
        requireNonNull(uid, "uid is null");
        requireNonNull(trigger, "trigger is null");
        requireNonNull(policy, "policy is null");
        requireNonNull(request, "request is null");
        requireNonNull(history, "history is null");
        requireNonNull(run, "run is null");
        requireNonNull(mover, "mover is null");
        requireNonNull(readiness, "readiness is null");
        requireNonNull(hold, "hold is null");
    }
}
