package backup.holdfast.controller.mover.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.local.MoverLauncher.View;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Movers as processes of this machine. A run has ended when neither its mover nor the restic it started lives: killing a Java
 * process leaves its restic alive, with its lock.
 */
public final class LocalMoverBackend implements MoverBackend {
    private static final Logger log = LoggerFactory.getLogger(LocalMoverBackend.class);

    private final LocalMoverOptions options;
    private final Consumer<RunOwner> wake;
    private final Consumer<MoverEvent> events;
    private final ProcessTable processes;
    private final Optional<String> noPrivateMount;
    private final MoverLauncher launcher;
    private final OutcomeCodec outcomes = new OutcomeCodec();
    private final EventCodec eventCodec = new EventCodec();
    private final Map<RunId, Process> children = new ConcurrentHashMap<>();

    /**
     * @param wake told when a mover has ended
     * @param events what movers report while they work
     */
    public LocalMoverBackend(
            LocalMoverOptions options, Consumer<RunOwner> wake, Consumer<MoverEvent> events, Clock clock) {
        this.options = options;
        this.wake = wake;
        this.events = events;
        this.processes = new ProcessTable(clock);
        this.noPrivateMount = PrivateMount.obstacle(options);
        this.launcher = new MoverLauncher(options, processes, noPrivateMount.isPresent() ? View.HOSTS : View.OWN);
    }

    @Override
    public Placement place(RunOwner owner, String claimName) {
        Path volume = volume(owner, claimName);
        Path cache = RunFolder.cache(options.state(), owner);
        return noPrivateMount
                .map(obstacle -> new Placement(
                        new Workspace(volume, cache, null),
                        volume.toString(),
                        Optional.of("Snapshots are recorded under " + volume + ", not " + Identity.VOLUME_PATH + ": "
                                + obstacle + ".")))
                .orElseGet(() -> new Placement(
                        new Workspace(Path.of(Identity.VOLUME_PATH), cache, null),
                        Identity.VOLUME_PATH,
                        Optional.empty()));
    }

    @Override
    public Path caCertificate(RunOwner owner) {
        return RunFolder.caCertificate(options.state(), owner);
    }

    @Override
    public void look(MoverAssignment assignment) {
        throw new MoverRefusedException(
                FailureClass.INVALID_SPEC,
                "movers are processes of the controller's machine here, and leave no log in the cluster: use --local");
    }

    @Override
    public void start(MoverAssignment assignment) {
        RunFolder folder = RunFolder.of(
                options.state(), assignment.owner(), assignment.plan().runId());
        Path volume = volume(assignment.owner(), assignment.claimName());
        if (folder.exists()) {
            return;
        }
        if (assignment.plan() instanceof BackupPlan && !Files.isDirectory(volume)) {
            throw new MoverRefusedException(
                    FailureClass.SOURCE_MISSING, "the volume's folder " + volume + " does not exist");
        }
        try {
            // What a restore has to fill may have been made a moment ago, by nobody but the API server.
            Files.createDirectories(volume);
            Process process = launcher.launch(assignment, folder, volume);
            children.put(assignment.plan().runId(), process);
            follow(assignment, process);
        } catch (IOException e) {
            folder.delete();
            throw new MoverRefusedException(FailureClass.UNKNOWN, "cannot start a mover process: " + e.getMessage(), e);
        }
    }

    @Override
    public MoverObservation observe(RunOwner owner, RunId runId) {
        RunFolder folder = RunFolder.of(options.state(), owner, runId);
        if (!folder.exists()) {
            return new Absent();
        }
        Optional<ProcessIdentity> mover = folder.mover();
        if (mover.filter(processes::isRunning).isPresent()
                || folder.restic().filter(processes::isRunning).isPresent()) {
            return new Running();
        }
        // A folder without a process is what a controller leaves that dies between the two: whether a mover ran is not
        // known.
        Proof proof = mover.isPresent() && !folder.hasLostRestic() ? Proof.TERMINATED : Proof.VANISHED;
        return new Ended(folder.said().flatMap(outcomes::decode), proof, detail(runId, folder));
    }

    @Override
    public void cancel(RunOwner owner, RunId runId) {
        RunFolder.of(options.state(), owner, runId)
                .mover()
                .filter(processes::isRunning)
                .flatMap(process -> ProcessHandle.of(process.pid()))
                .ifPresent(ProcessHandle::destroy);
    }

    /** A folder holds no volume. */
    @Override
    public boolean hasTraces(RunOwner owner) {
        return false;
    }

    @Override
    public void removeTraces(RunOwner owner) {}

    @Override
    public void cleanUp(RunOwner owner, RunId runId) {
        children.remove(runId);
        RunFolder.of(options.state(), owner, runId).delete();
    }

    /** Nobody here can copy a folder in an instant. */
    @Override
    public Optional<String> shortfall(ResticOptions options) {
        return options.copyMethod() == CopyMethod.CLONE || options.copyMethod() == CopyMethod.SNAPSHOT
                ? Optional.of(
                        "Movers on the controller's own machine make no point-in-time copies: copyMethod is not honoured, the"
                                + " volume itself is read.")
                : Optional.empty();
    }

    @Override
    public void dropCache(RunOwner owner) {
        RunFolder.delete(RunFolder.cache(options.state(), owner));
    }

    /** Asks all movers this instance has started to stop, and waits until they have tidied up; the rest is killed. */
    public void stopAll(Duration patience) {
        children.values().forEach(Process::destroy);
        long deadline = System.nanoTime() + patience.toNanos();
        for (Process process : children.values()) {
            try {
                if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    kill(process);
                }
            } catch (InterruptedException e) {
                kill(process);
                Thread.currentThread().interrupt();
            }
        }
    }

    /** With its restic, which would live on alone. */
    private static void kill(Process mover) {
        List<ProcessHandle> below = mover.descendants().toList();
        mover.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private Path volume(RunOwner owner, String claimName) {
        return options.volumes().resolve(owner.namespace()).resolve(claimName);
    }

    private void follow(MoverAssignment assignment, Process process) {
        RunId runId = assignment.plan().runId();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            eventCodec.decode(line).ifPresent(events);
                        }
                        process.waitFor();
                    } catch (IOException e) {
                        log.atDebug().addKeyValue("run", runId).log("the mover's output ended: {}", e.getMessage());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        wake.accept(assignment.owner());
                    }
                },
                "mover-" + runId);
        reader.setDaemon(true);
        reader.start();
    }

    private String detail(RunId runId, RunFolder folder) {
        Process process = children.get(runId);
        String ended = process == null || process.isAlive()
                ? "the mover's process is gone"
                : "the mover's process ended with exit code " + process.exitValue();
        String lastWords = folder.lastWords();
        return lastWords.isEmpty() ? ended : ended + ": " + lastWords;
    }
}
