package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.process.ProcessIdentity;
import java.time.Clock;
import java.util.function.Consumer;

/** Tells the world how a run goes. */
final class MoverReporter {
    private final RunId runId;
    private final Clock clock;
    private final Consumer<MoverEvent> events;
    private final Consumer<ProcessIdentity> started;

    /** @param started told about each restic process, before it can have done anything */
    MoverReporter(RunId runId, Clock clock, Consumer<MoverEvent> events, Consumer<ProcessIdentity> started) {
        this.runId = runId;
        this.clock = clock;
        this.events = events;
        this.started = started;
    }

    void report(Kind kind, String message) {
        tell(new MoverEvent(clock.instant(), runId, kind, message, null));
    }

    /** A listener that breaks must cost nobody a backup, nor its outcome. */
    private void tell(MoverEvent event) {
        try {
            events.accept(event);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    ResticEventListener listener(String step) {
        report(Kind.STEP, step);
        return new ResticEventListener() {
            @Override
            public void started(ProcessIdentity process) {
                started.accept(process);
            }

            @Override
            public void event(ResticEvent event) {
                heard(step, event);
            }
        };
    }

    private void heard(String step, ResticEvent event) {
        if (event instanceof ResticEvent.BackupStatus status) {
            progress(
                    step,
                    new Progress(
                            status.fractionDone() * 100,
                            status.filesDone(),
                            status.totalFiles(),
                            status.bytesDone(),
                            status.totalBytes()));
        } else if (event instanceof ResticEvent.RestoreStatus status) {
            progress(
                    step,
                    new Progress(
                            status.fractionDone() * 100,
                            status.filesRestored(),
                            status.totalFiles(),
                            status.bytesRestored(),
                            status.totalBytes()));
        } else if (event instanceof ResticEvent.ItemError error) {
            report(Kind.WARNING, error.item() + ": " + error.message());
        } else if (event instanceof ResticEvent.Unrecognized line) {
            report(Kind.NOTE, line.line());
        }
    }

    private void progress(String step, Progress progress) {
        tell(new MoverEvent(clock.instant(), runId, Kind.PROGRESS, step, progress));
    }
}
