package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What became of a process. */
public sealed interface ProcessResult {

    /**
     * It ran and has ended.
     *
     * @param exitCode as reported by the system; 128 + n when signal n killed it
     * @param stop why it was asked to stop, if it was; kept apart from the exit code on purpose
     * @param output whether all it wrote has been read
     */
    record Ended(ProcessIdentity process, int exitCode, StopReason stop, OutputState output, Duration elapsed)
            implements ProcessResult {
        public Ended {
            requireNonNull(process, "process is null");
            requireNonNull(stop, "stop is null");
            requireNonNull(output, "output is null");
            requireNonNull(elapsed, "elapsed is null");
        }
    }

    /** It was killed, but the system has not let it go (usually storage that does not answer): it has not provably ended. */
    record Unstoppable(ProcessIdentity process, StopReason stop, Duration elapsed) implements ProcessResult {
        public Unstoppable {
            requireNonNull(process, "process is null");
            requireNonNull(stop, "stop is null");
            requireNonNull(elapsed, "elapsed is null");
        }
    }

    /** It was never started. */
    record NotStarted(Cause cause, String message) implements ProcessResult {
        public NotStarted {
            requireNonNull(cause, "cause is null");
            requireNonNull(message, "message is null");
        }
    }

    /** Whether a process's output is known to its end; CUT_OFF when a child of it kept a stream open after it had ended. */
    enum OutputState {
        COMPLETE,
        CUT_OFF
    }

    /** Why a process was not started. */
    enum Cause {
        CANCELLED,
        PROGRAM_MISSING,
        NOT_EXECUTABLE,
        WORKING_DIRECTORY_MISSING,
        REFUSED_BY_SYSTEM
    }
}
