package backup.holdfast.controller.sync;

import backup.holdfast.controller.mover.WaitEvent;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.RecordedRun;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** Events and log lines that are the same for backups and restores. */
public final class RunReports {
    private final EventPublisher events;
    private final Logger log;
    private final String action;

    /** @param action of the Events, such as {@code Backup} */
    public RunReports(EventPublisher events, Logger log, String action) {
        this.events = events;
        this.log = log;
        this.action = action;
    }

    public void started(ReplicationResource<?> object, RecordedRun run, String what) {
        about(log.atInfo(), object, run)
                .addKeyValue("slot", run.slot().at())
                .addKeyValue("cause", run.cause().kind())
                .addKeyValue("attempt", run.attempt())
                .log(what);
    }

    public void waiting(ReplicationResource<?> object, RecordedRun run, MoverWait wait) {
        about(log.atWarn(), object, run).addKeyValue("cause", wait.cause()).log("mover waits: {}", wait.detail());
        WaitEvent event = WaitEvent.of(wait.cause());
        events.publish(
                object,
                event.kind(),
                event.reason(),
                action,
                wait.cause().sentence() + " (" + run.id() + ") Details: " + wait.detail());
    }

    /** What is good, or at least as it should be. */
    public void good(ReplicationResource<?> object, RecordedRun run, String reason, String text) {
        about(log.atInfo(), object, run).log(text);
        events.publish(object, Kind.NORMAL, reason, action, text + " (" + run.id() + ")");
    }

    public void failed(ReplicationResource<?> object, RecordedRun run, String reason, RunFailure failure) {
        about(log.atWarn(), object, run)
                .addKeyValue("class", failure.failureClass().label())
                .addKeyValue("step", failure.step())
                .log("{}: {}", reason, failure.message());
        warn(
                object,
                reason,
                failure.failureClass().label() + " in " + failure.step() + " (" + run.id() + "): "
                        + failure.failureClass().sentence() + said(failure));
    }

    public void warn(ReplicationResource<?> object, String reason, String note) {
        events.publish(object, Kind.WARNING, reason, action, note);
    }

    /** A lock that was in the way. */
    public void lockMet(ReplicationResource<?> object, RecordedRun run, LockMet lock) {
        String note = LockWords.note(lock);
        about(log.atInfo(), object, run)
                .addKeyValue("verdict", lock.verdict().label())
                .log(note);
        events.publish(
                object,
                lock.verdict() == LockVerdict.REMOVED ? Kind.NORMAL : Kind.WARNING,
                LockWords.event(lock.verdict()),
                "Unlock",
                note + " (" + run.id() + ")");
    }

    /** The failure of a run nobody knows the outcome of. */
    public static RunFailure killed(Ended ended) {
        return new RunFailure(FailureClass.KILLED, "run", null, ended.detail());
    }

    public static LoggingEventBuilder about(LoggingEventBuilder entry, ReplicationResource<?> object, RecordedRun run) {
        return entry.addKeyValue("kind", object.getKind())
                .addKeyValue("namespace", object.getMetadata().getNamespace())
                .addKeyValue("name", object.getMetadata().getName())
                .addKeyValue("run", run.id());
    }

    private static String said(RunFailure failure) {
        if (failure.message().isEmpty()) {
            return "";
        }
        return (failure.exitCode() == null ? " Details: " : " restic said: ") + failure.message();
    }
}
