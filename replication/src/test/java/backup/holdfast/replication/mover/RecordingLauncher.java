package backup.holdfast.replication.mover;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.SystemProcessLauncher;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Starts real processes and remembers which. */
final class RecordingLauncher implements ProcessLauncher {
    private final ProcessLauncher system = new SystemProcessLauncher(Clock.systemUTC());
    private final List<ProcessRequest> requests = new ArrayList<>();

    List<ProcessRequest> requests() {
        return List.copyOf(requests);
    }

    /** What restic was told to do, in order. */
    List<String> verbs() {
        return requests.stream().map(request -> request.argv().get(1)).toList();
    }

    void forget() {
        requests.clear();
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        requests.add(request);
        return system.run(request, streams, cancellation);
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return system.isRunning(process);
    }
}
