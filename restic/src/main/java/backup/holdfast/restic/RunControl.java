package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.RunLimits;
import java.time.Duration;

/** What surrounds one call: how long it may take, what stops it, and who listens. */
public record RunControl(RunLimits limits, Cancellation cancellation, ResticEventListener listener) {

    public RunControl {
        requireNonNull(limits, "limits is null");
        requireNonNull(cancellation, "cancellation is null");
        requireNonNull(listener, "listener is null");
    }

    /** A call nobody listens to or cancels. */
    public static RunControl deadline(Duration deadline) {
        return new RunControl(RunLimits.deadline(deadline), new Cancellation(), ResticEventListener.none());
    }

    public RunControl withLimits(RunLimits other) {
        return new RunControl(other, cancellation, listener);
    }

    public RunControl withCancellation(Cancellation other) {
        return new RunControl(limits, other, listener);
    }

    public RunControl withListener(ResticEventListener other) {
        return new RunControl(limits, cancellation, other);
    }
}
