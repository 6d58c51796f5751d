package backup.holdfast.restic;

import backup.holdfast.restic.event.EventDecoder;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.ExitError;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEvent.Unrecognized;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.process.Line;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.result.RetryNotice;
import backup.holdfast.restic.result.RunReport;
import backup.holdfast.restic.result.Testimony;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What restic says during one run, from both streams: passes it on to the listener one event at a time and keeps a bounded
 * memory of it.
 */
final class Transcript {

    private static final int TAIL_CHARS = 8 * 1024;
    private static final int MAX_ITEM_ERRORS = 20;

    private final EventDecoder decoder;
    private final Redactor redactor;
    private final ResticEventListener listener;
    private final Runnable giveUp;

    private final RetryWatch retries = new RetryWatch();
    private final BoundedTail stderr = new BoundedTail(TAIL_CHARS);
    private final BoundedTail stderrProse = new BoundedTail(TAIL_CHARS);
    private final BoundedTail stdoutProse = new BoundedTail(TAIL_CHARS);
    private final List<ItemError> itemErrors = new ArrayList<>();
    private long itemErrorCount;
    private @Nullable ExitError exitError;

    /** {@code giveUp} is to stop the run, when restic is seen to try in vain. */
    Transcript(EventDecoder decoder, Redactor redactor, ResticEventListener listener, Runnable giveUp) {
        this.decoder = decoder;
        this.redactor = redactor;
        this.listener = listener;
        this.giveUp = giveUp;
    }

    synchronized Activity stderrLine(Line line) {
        ResticEvent event = decoder.decode(redactor.mask(line.text()));
        if (event instanceof Unrecognized prose) {
            stderr.add(prose.line());
            stderrProse.add(prose.line());
        } else if (event instanceof ItemError error) {
            stderr.add(error.item().isEmpty() ? error.message() : error.item() + ": " + error.message());
        } else if (event instanceof ExitError error) {
            stderr.add(error.message());
        }
        event(event);
        return event instanceof Unrecognized prose ? activity(prose.line()) : Activity.PROGRESS;
    }

    /** That restic will try a store again is a sign of life, but none of progress. */
    private Activity activity(String prose) {
        Optional<RetryNotice> notice = RetryNotice.parse(prose);
        if (notice.isPresent() && retries.isHopeless(notice.get())) {
            giveUp.run();
        }
        return notice.isPresent() ? Activity.IDLE : Activity.PROGRESS;
    }

    /** A line of standard output that belongs to no answer. */
    synchronized void stdoutProse(String line) {
        String masked = redactor.mask(line);
        stdoutProse.add(masked);
        event(new Unrecognized(masked));
    }

    synchronized void event(ResticEvent event) {
        if (event instanceof ItemError error) {
            itemErrorCount++;
            if (itemErrors.size() < MAX_ITEM_ERRORS) {
                itemErrors.add(error);
            }
        } else if (event instanceof ExitError error) {
            exitError = error;
        }
        try {
            listener.event(event);
        } catch (RuntimeException e) {
            // A listener that breaks must cost nobody a backup.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    synchronized Testimony testimony() {
        return new Testimony(
                Optional.ofNullable(exitError).map(ExitError::message),
                retries.hopeless(),
                stderrProse.lines(),
                itemErrors.stream().map(ItemError::message).toList());
    }

    synchronized RunReport report(ProcessResult result) {
        Optional<ProcessIdentity> process = Optional.empty();
        OptionalInt exitCode = OptionalInt.empty();
        Duration elapsed = Duration.ZERO;
        if (result instanceof ProcessResult.Ended ended) {
            process = Optional.of(ended.process());
            exitCode = OptionalInt.of(ended.exitCode());
            elapsed = ended.elapsed();
        } else if (result instanceof ProcessResult.Unstoppable stuck) {
            process = Optional.of(stuck.process());
            elapsed = stuck.elapsed();
        }
        return new RunReport(
                process, exitCode, elapsed, stderr.toString(), stdoutProse.toString(), itemErrors, itemErrorCount);
    }
}
