package backup.holdfast.controller.source;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.stewardship.Mandate.AddOnly;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.controller.sync.SyncRequests;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceFacts;
import backup.holdfast.replication.state.SyncHistory;
import java.util.Optional;

/**
 * A source at one look: its object, what its spec means, and what can be seen of its run.
 *
 * @param status the object's, or the one about to be written
 * @param mandate what may be done for it
 */
record SourceView(
        ReplicationSource source,
        ReplicationStatus status,
        ResolvedSpec<SourceSettings> resolved,
        Optional<RecordedRun> run,
        MoverObservation mover,
        Mandate mandate) {

    SourceView(
            ReplicationSource source,
            ResolvedSpec<SourceSettings> resolved,
            Optional<RecordedRun> run,
            MoverObservation mover) {
        this(source, source.getStatus(), resolved, run, mover, new Mandate.Full());
    }

    RunOwner owner() {
        return RunOwner.of(source);
    }

    Optional<SourceSettings> settings() {
        return resolved instanceof Valid<SourceSettings> valid ? Optional.of(valid.settings()) : Optional.empty();
    }

    /** Why nothing may be removed from its repository, if so. */
    Optional<String> curb() {
        return mandate instanceof AddOnly addOnly ? Optional.of(addOnly.why()) : Optional.empty();
    }

    /** As far as the spec alone tells: what it refers to is looked up only when it matters. */
    Readiness specReadiness() {
        return resolved instanceof Invalid<SourceSettings> invalid
                ? new Readiness.NotReady(invalid.failure(), invalid.detail())
                : new Readiness.Ready("");
    }

    SyncHistory history() {
        return StatusMemory.history(status);
    }

    SourceFacts facts(Readiness readiness, Optional<Hold> hold) {
        return new SourceFacts(
                source.getMetadata().getUid(),
                settings().map(SourceSettings::trigger),
                settings().map(SourceSettings::policy).orElse(SchedulePolicy.DEFAULT),
                SyncRequests.of(source),
                settings()
                        .filter(it -> it.conduct() == Conduct.RECOVERY)
                        .map(it -> history().withoutMaintenance())
                        .orElseGet(this::history),
                run,
                mover,
                readiness,
                hold);
    }

    /** The same source once this run is written down. */
    SourceView started(ReplicationSource written, RecordedRun started) {
        return new SourceView(written, written.getStatus(), resolved, Optional.of(started), mover, mandate);
    }

    /** The same source once its run is over, with the status that says so. */
    SourceView after(ReplicationStatus ended) {
        return new SourceView(source, ended, resolved, Optional.empty(), new MoverObservation.Absent(), mandate);
    }
}
