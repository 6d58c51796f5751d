package backup.holdfast.replication.state;

import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;

/** The one next thing to do for a ReplicationDestination. */
public sealed interface DestinationDecision {
    /** Write the run into status at this phase, then begin it. A restore that failed goes on with the snapshot it was at. */
    record Start(RecordedRun run, RestorePhase phase) implements DestinationDecision {}

    /** Start the mover that looks for the snapshot. */
    record Select(RecordedRun run) implements DestinationDecision {}

    /**
     * Write the snapshot into status: from then on the run restores that one and no other.
     *
     * @param why it is this one
     */
    record Pin(RecordedRun run, SnapshotBrief snapshot, String why) implements DestinationDecision {}

    /** Provide the volume, mark it, and start the mover that writes the pinned snapshot into it. */
    record Restore(RecordedRun run) implements DestinationDecision {}

    /** The volume is good: remove its mark, and ask for a snapshot of it. */
    record MakeImage(RecordedRun run) implements DestinationDecision {}

    /** Something is at work. */
    record Await(RecordedRun run) implements DestinationDecision {}

    /** By policy the volume is handed out although there was nothing to restore: provide it, mark it as empty, conclude. */
    record LeaveEmpty(RecordedRun run, MoverObservation.Ended ended) implements DestinationDecision {}

    /** The run is over: write what came of it into status, then clean up. */
    record Conclude(RecordedRun run, MoverObservation.Ended ended) implements DestinationDecision {}

    /** Nothing to do. */
    record Rest(SourceDecision.Idle idle) implements DestinationDecision {}
}
