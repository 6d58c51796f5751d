package backup.holdfast.replication.state;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.schedule.ParsedSchedule;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.SourceDecision.Conclude;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Start;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** A source as a controller would keep it: its spec to turn about, its status, and the mover it sees. */
final class Source {
    static final String UID = "7c1e2b54-95a1-4a55-8f0c-0d7a3d3a9b11";

    final Instant createdAt;
    Optional<Trigger> trigger;
    SchedulePolicy policy = SchedulePolicy.DEFAULT;
    Activity activity = Activity.ACTIVE;
    FirstSync firstSync = FirstSync.AT_CREATION;
    Optional<String> request = Optional.empty();
    Readiness readiness = new Readiness.Ready("inputs-1");
    Optional<Hold> hold = Optional.empty();

    SyncHistory history = SyncHistory.NONE;
    Optional<RecordedRun> run = Optional.empty();
    Optional<String> inputs = Optional.empty();
    MoverObservation mover = new MoverObservation.Absent();

    private Source(Instant createdAt, Trigger trigger) {
        this.createdAt = createdAt;
        this.trigger = Optional.of(trigger);
    }

    static Source scheduled(String schedule, String createdAt) {
        return new Source(Instant.parse(createdAt), schedule(schedule));
    }

    static Source manual(String token, String createdAt) {
        return new Source(Instant.parse(createdAt), new Trigger.Manual(token));
    }

    static Source continuous(String createdAt) {
        return new Source(Instant.parse(createdAt), new Trigger.Continuous());
    }

    static Trigger schedule(String schedule) {
        ParsedSchedule parsed = Schedule.parse(schedule, Optional.empty(), ZoneOffset.UTC, UID);
        return new Trigger.Scheduled(((ParsedSchedule.Valid) parsed).schedule());
    }

    SourceFacts facts() {
        return new SourceFacts(
                UID,
                trigger,
                policy,
                new Request(createdAt, activity, firstSync, request),
                history,
                run,
                mover,
                readiness,
                hold);
    }

    SourceDecision next(Instant now) {
        return SourceStateMachine.next(facts(), now);
    }

    SourceDecision next(String now) {
        return next(Instant.parse(now));
    }

    Idle idle(String now) {
        SourceDecision decision = next(now);
        assertThat(decision).isInstanceOf(Idle.class);
        return (Idle) decision;
    }

    /** Starts what is due, and fails where nothing is. */
    RecordedRun start(Instant now) {
        SourceDecision decision = next(now);
        assertThat(decision).isInstanceOf(Start.class);
        RecordedRun started = ((Start) decision).run();
        run = Optional.of(started);
        inputs = readiness.digest();
        mover = new MoverObservation.Running();
        return started;
    }

    RecordedRun start(String now) {
        return start(Instant.parse(now));
    }

    /** The mover ends with this outcome, or without a word, and the controller writes it down at {@code now}. */
    void end(Optional<MoverOutcome> outcome, Instant now) {
        Proof proof = outcome.isPresent() ? Proof.TERMINATED : Proof.VANISHED;
        mover = new MoverObservation.Ended(outcome, proof, "ended");
        Conclude conclude = (Conclude) next(now);
        history = history.after(conclude.run(), conclude.ended().outcome(), inputs, now);
        run = Optional.empty();
        mover = new MoverObservation.Absent();
    }

    void end(MoverOutcome outcome) {
        end(Optional.of(outcome), outcome.endedAt());
    }

    void succeed(String at) {
        end(Ends.good(run.orElseThrow().id(), Instant.parse(at)));
    }

    void fail(FailureClass failure, String at) {
        end(Ends.failed(run.orElseThrow().id(), failure, Instant.parse(at)));
    }
}
