package backup.holdfast.replication.state;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.state.DestinationDecision.Conclude;
import backup.holdfast.replication.state.DestinationDecision.LeaveEmpty;
import backup.holdfast.replication.state.DestinationDecision.Rest;
import backup.holdfast.replication.state.DestinationDecision.Start;
import backup.holdfast.replication.state.DestinationFacts.Pinned;
import java.time.Instant;
import java.util.Optional;

/** A destination as a controller would keep it: what it shares with a source, and how far its run is. */
final class Destination {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    final Source sync;
    RestorePhase phase = RestorePhase.SELECT;
    Optional<Pinned> pinned = Optional.empty();
    MissingWait missing = MissingWait.NONE;
    ImageSight image = new ImageSight.NotWanted();

    Destination(Source sync) {
        this.sync = sync;
    }

    /** Asked to restore once, with the run written down at this phase, and nothing done for it yet. */
    static Destination in(RestorePhase phase) {
        Destination destination = new Destination(Source.manual("restore-once", "2026-11-20T11:00:00Z"));
        destination.start(NOW);
        destination.phase = phase;
        return destination;
    }

    DestinationFacts facts() {
        return new DestinationFacts(sync.facts(), phase, pinned, missing, image);
    }

    DestinationDecision next(Instant now) {
        return DestinationStateMachine.next(facts(), now);
    }

    Start start(Instant now) {
        DestinationDecision decision = next(now);
        assertThat(decision).isInstanceOf(Start.class);
        Start start = (Start) decision;
        sync.run = Optional.of(start.run());
        sync.inputs = sync.readiness.digest();
        phase = start.phase();
        return start;
    }

    SourceDecision.Idle idle(Instant now) {
        DestinationDecision decision = next(now);
        assertThat(decision).isInstanceOf(Rest.class);
        return ((Rest) decision).idle();
    }

    RecordedRun run() {
        return sync.run.orElseThrow();
    }

    /** The mover of the phase ends with this outcome. */
    Destination said(MoverOutcome outcome) {
        sync.mover = new MoverObservation.Ended(Optional.of(outcome), Proof.TERMINATED, "ended");
        return this;
    }

    /** What the machine decides about the end of the run is written down. */
    void conclude(Instant now) {
        DestinationDecision decision = next(now);
        RecordedRun run = run();
        MoverObservation.Ended ended =
                decision instanceof LeaveEmpty empty ? empty.ended() : ((Conclude) decision).ended();
        sync.history = sync.history.after(run, ended.outcome(), sync.inputs, now);
        sync.run = Optional.empty();
        sync.mover = new MoverObservation.Absent();
        phase = RestorePhase.SELECT;
    }
}
