package backup.holdfast.controller.mover.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.PlanCodec;
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
import java.io.UncheckedIOException;
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

    private static final int LAST_WORDS = 500;

    private final LocalMoverOptions options;
    private final Consumer<RunOwner> wake;
    private final Consumer<MoverEvent> events;
    private final ProcessTable processes;
    private final Optional<String> noPrivateMount;
    private final PlanCodec plans = new PlanCodec();
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
    public void start(MoverAssignment assignment) {
        RunFolder folder = RunFolder.of(
                options.state(), assignment.owner(), assignment.plan().runId());
        Path volume = volume(assignment.owner(), assignment.claimName());
        if (folder.exists()) {
            return;
        }
        if (!Files.isDirectory(volume)) {
            throw new MoverRefusedException(
                    FailureClass.SOURCE_MISSING, "the volume's folder " + volume + " does not exist");
        }
        String plan = encoded(assignment.plan());
        try {
            folder.create();
            Files.createDirectories(assignment.plan().workspace().cache());
            Process process = launch(assignment, plan, folder, volume);
            record(process, folder);
            follow(assignment, process);
        } catch (IOException e) {
            folder.delete();
            throw new MoverRefusedException(FailureClass.UNKNOWN, "cannot start a mover process: " + e.getMessage(), e);
        }
    }

    private String encoded(MoverPlan plan) {
        try {
            return plans.encode(plan);
        } catch (IllegalArgumentException e) {
            throw new MoverRefusedException(FailureClass.INVALID_SPEC, String.valueOf(e.getMessage()), e);
        }
    }

    /** A mover that nobody could find again must not run. */
    private void record(Process process, RunFolder folder) throws IOException {
        try {
            Files.writeString(
                    folder.moverProcess(),
                    processes.identify(process.toHandle()).toText());
        } catch (IOException e) {
            process.destroyForcibly().onExit().join();
            throw e;
        }
    }

    @Override
    public MoverObservation observe(RunOwner owner, RunId runId) {
        RunFolder folder = RunFolder.of(options.state(), owner, runId);
        if (!folder.exists()) {
            return new Absent();
        }
        Optional<ProcessIdentity> mover = read(folder.moverProcess());
        Optional<ProcessIdentity> restic = read(folder.resticProcess());
        if (mover.filter(processes::isRunning).isPresent()
                || restic.filter(processes::isRunning).isPresent()) {
            return new Running();
        }
        // A folder without a process is what a controller leaves that dies between the two: whether a mover ran is not
        // known.
        Proof proof = mover.isPresent() ? Proof.TERMINATED : Proof.VANISHED;
        return new Ended(outcome(folder), proof, detail(runId) + lastWords(folder));
    }

    @Override
    public void cancel(RunOwner owner, RunId runId) {
        read(RunFolder.of(options.state(), owner, runId).moverProcess())
                .filter(processes::isRunning)
                .flatMap(process -> ProcessHandle.of(process.pid()))
                .ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void cleanUp(RunOwner owner, RunId runId) {
        children.remove(runId);
        RunFolder.of(options.state(), owner, runId).delete();
    }

    /** Asks all movers this instance has started to stop, and waits until they have tidied up; the rest is killed. */
    public void stopAll(Duration patience) {
        children.values().forEach(Process::destroy);
        long deadline = System.nanoTime() + patience.toNanos();
        for (Process process : children.values()) {
            try {
                if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private Path volume(RunOwner owner, String claimName) {
        return options.volumes().resolve(owner.namespace()).resolve(claimName);
    }

    private Process launch(MoverAssignment assignment, String plan, RunFolder folder, Path volume) throws IOException {
        String runId = assignment.plan().runId().value();
        List<String> command = noPrivateMount.isPresent()
                ? options.command()
                : PrivateMount.wrap(runId, volume, folder.root(), options.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(options.environment());
        environment.putAll(assignment.environment());
        environment.put("TMPDIR", folder.temp().toString());
        environment.put("HOLDFAST_TERMINATION_LOG", folder.outcome().toString());
        environment.put("HOLDFAST_RESTIC_PROCESS", folder.resticProcess().toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, plan);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private void follow(MoverAssignment assignment, Process process) {
        RunId runId = assignment.plan().runId();
        children.put(runId, process);
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

    private static Optional<ProcessIdentity> read(Path file) {
        try {
            return Files.exists(file) ? ProcessIdentity.parse(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Optional<MoverOutcome> outcome(RunFolder folder) {
        try {
            return Files.exists(folder.outcome())
                    ? outcomes.decode(Files.readString(folder.outcome()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the outcome in " + folder.path(), e);
        }
    }

    /** What the mover's Java had to say, when it could not say it in an outcome. */
    private static String lastWords(RunFolder folder) {
        try {
            String log =
                    Files.exists(folder.log()) ? Files.readString(folder.log()).strip() : "";
            return log.isEmpty() ? "" : ": " + log.substring(Math.max(0, log.length() - LAST_WORDS));
        } catch (IOException e) {
            return "";
        }
    }

    private String detail(RunId runId) {
        Process process = children.get(runId);
        return process == null || process.isAlive()
                ? "the mover's process is gone"
                : "the mover's process ended with exit code " + process.exitValue();
    }
}
