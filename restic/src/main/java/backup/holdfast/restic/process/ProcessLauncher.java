package backup.holdfast.restic.process;

/** The port through which processes are run; fakes replace it in tests. */
public interface ProcessLauncher {

    /**
     * Runs one process and returns when it has ended and both its streams have been read to their end, or when it could not be
     * made to end. Interrupting the calling thread cancels the run; the interrupt flag is set again on return.
     */
    ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation);

    /**
     * Whether this very process still runs on this machine. False is a proof that it has ended; where the system can't tell two
     * processes of one number apart, the answer is true.
     */
    boolean isRunning(ProcessIdentity process);
}
