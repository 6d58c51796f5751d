package backup.holdfast.restic.process;

import backup.holdfast.restic.process.ProcessResult.OutputState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Watches one started process to its end: limits, stopping, and both streams read before a result is given. */
final class RunningProcess {

    /** How long after the end of a process its streams may stay open, held by a child it left behind. */
    private static final Duration STREAM_GRACE = Duration.ofSeconds(3);

    /** Only bounds how late a limit is noticed; the end of the process itself is noticed at once. */
    private static final Duration TICK = Duration.ofMillis(250);

    private final Process process;
    private final ProcessIdentity identity;
    private final RunLimits limits;
    private final Duration killGrace;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private volatile long progressNanos = startedNanos;
    private boolean interrupted;

    /** A killed process may take {@code killGrace} to disappear before it counts as stuck in the kernel. */
    RunningProcess(Process process, ProcessIdentity identity, RunLimits limits, Duration killGrace) {
        this.process = process;
        this.identity = identity;
        this.limits = limits;
        this.killGrace = killGrace;
    }

    ProcessResult supervise(ProcessStreams streams, Cancellation cancellation) {
        Cancellation.Registration registration = cancellation.onCancel(() -> askToStop(StopReason.CANCELLED));
        try {
            announce(streams.started());
            StreamConsumer.Progress progress = () -> progressNanos = System.nanoTime();
            List<StreamPump> pumps = List.of(
                    new StreamPump("out-" + identity.pid(), process.getInputStream(), streams.stdout(), progress),
                    new StreamPump("err-" + identity.pid(), process.getErrorStream(), streams.stderr(), progress));
            boolean ended = awaitEnd();
            OutputState output = join(pumps, ended ? STREAM_GRACE : Duration.ZERO);
            return ended
                    ? new ProcessResult.Ended(identity, process.exitValue(), stopReason(), output, elapsed())
                    : new ProcessResult.Unstoppable(identity, stopReason(), elapsed());
        } finally {
            registration.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A process nobody could record could never be proven ended: it may not go on. */
    private void announce(Consumer<ProcessIdentity> started) {
        try {
            started.accept(identity);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    private boolean awaitEnd() {
        boolean killed = false;
        while (true) {
            if (waitFor(TICK)) {
                return true;
            }
            Stop asked = stop.get();
            if (asked == null) {
                stopIfOverLimit();
            } else if (killed && since(asked.nanos()).compareTo(limits.grace().plus(killGrace)) >= 0) {
                return false;
            } else if (!killed && since(asked.nanos()).compareTo(limits.grace()) >= 0) {
                kill();
                killed = true;
            }
        }
    }

    private void stopIfOverLimit() {
        if (limits.deadline().filter(limit -> elapsed().compareTo(limit) >= 0).isPresent()) {
            askToStop(StopReason.DEADLINE);
        } else if (limits.noProgress()
                .filter(limit -> since(progressNanos).compareTo(limit) >= 0)
                .isPresent()) {
            askToStop(StopReason.NO_PROGRESS);
        }
    }

    private void askToStop(StopReason reason) {
        if (stop.compareAndSet(null, new Stop(reason, System.nanoTime()))) {
            // Not Process.destroy: that closes the streams, and the last words are the ones that tell what happened.
            process.toHandle().destroy();
        }
    }

    private StopReason stopReason() {
        Stop asked = stop.get();
        return asked == null ? StopReason.NONE : asked.reason();
    }

    private void kill() {
        List<ProcessHandle> children = process.descendants().collect(Collectors.toList());
        process.toHandle().destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private boolean waitFor(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            askToStop(StopReason.CANCELLED);
            return !process.isAlive();
        }
    }

    /** Both streams share one grace. */
    private OutputState join(List<StreamPump> pumps, Duration grace) {
        long from = System.nanoTime();
        OutputState state = OutputState.COMPLETE;
        for (StreamPump pump : pumps) {
            if (!join(pump, grace.minus(since(from)))) {
                state = OutputState.CUT_OFF;
            }
        }
        return state;
    }

    private boolean join(StreamPump pump, Duration limit) {
        while (true) {
            try {
                return pump.join(limit);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private Duration elapsed() {
        return since(startedNanos);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private record Stop(StopReason reason, long nanos) {}
}
