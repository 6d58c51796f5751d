package backup.holdfast.replication.mover;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.testsupport.process.Isolation;

/** Runs each process in namespaces of its own under one host name, as all those of a pod: for movers in this JVM, which cost no other one. */
record IsolatedLauncher(ProcessLauncher launcher, String hostname) implements ProcessLauncher {
    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        ProcessRequest isolated = new ProcessRequest(
                Isolation.command(hostname, request.argv()),
                request.environment(),
                request.workingDirectory(),
                request.limits());
        return launcher.run(isolated, streams, cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return launcher.isRunning(process);
    }
}
