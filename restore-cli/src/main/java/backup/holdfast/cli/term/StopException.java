package backup.holdfast.cli.term;

import static java.util.Objects.requireNonNull;

/** Ends the command: what happened, and what to do about it, a line each. */
public final class StopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String advice;

    public StopException(ExitCode exitCode, String what, String advice) {
        super(requireNonNull(what, "what is null"));
        this.exitCode = requireNonNull(exitCode, "exitCode is null");
        this.advice = requireNonNull(advice, "advice is null");
    }

    /** With what it came from, for a look at the details. */
    public StopException(ExitCode exitCode, String what, String advice, Throwable cause) {
        super(requireNonNull(what, "what is null"), cause);
        this.exitCode = requireNonNull(exitCode, "exitCode is null");
        this.advice = requireNonNull(advice, "advice is null");
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public String advice() {
        return advice;
    }
}
