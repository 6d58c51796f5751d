package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mover as a process of its own, as a pod or the local backend would start it. Closing it ends it and the restic it started. */
final class MoverProcess implements AutoCloseable {
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData");

    private final Process process;
    private final Path folder;
    private final Thread reader;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private MoverProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.reader = new Thread(this::read, "mover-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one.
     *
     * @param prefix a command that runs the mover under other circumstances
     * @param environment all of it; where the mover leaves its outcome and restic's process is added
     * @param folder an existing one, for what it leaves
     */
    static MoverProcess start(List<String> prefix, Map<String, String> environment, Path folder) throws IOException {
        return start(prefix, System.getProperty("java.class.path"), environment, folder);
    }

    static MoverProcess start(List<String> prefix, String classpath, Map<String, String> environment, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(JAVA);
        command.addAll(List.of("-cp", classpath, MoverMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        "/usr/sbin:/usr/bin:/sbin:/bin",
                        "LANG",
                        "C.UTF-8",
                        "HOLDFAST_TERMINATION_LOG",
                        folder.resolve("outcome").toString(),
                        "HOLDFAST_RESTIC_PROCESS",
                        folder.resolve("restic.process").toString()));
        builder.environment().putAll(environment);
        return new MoverProcess(builder.start(), folder);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            output.add("the output ended: " + e);
        }
    }

    /** Its exit code, once it has ended and all it said has been read. */
    int await() throws InterruptedException {
        int exitCode = process.waitFor();
        reader.join();
        return exitCode;
    }

    List<String> output() {
        return List.copyOf(output);
    }

    List<MoverEvent> events() {
        EventCodec codec = new EventCodec();
        return output.stream().flatMap(line -> codec.decode(line).stream()).toList();
    }

    String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    Optional<MoverOutcome> outcome() throws IOException {
        Path file = folder.resolve("outcome");
        return Files.exists(file) ? new OutcomeCodec().decode(Files.readString(file)) : Optional.empty();
    }

    /** The restic process it recorded last. */
    Optional<ProcessIdentity> restic() throws IOException {
        Path file = folder.resolve("restic.process");
        return Files.exists(file) ? ProcessIdentity.parse(Files.readString(file)) : Optional.empty();
    }

    boolean resticRuns() throws IOException {
        return restic().filter(new ProcessTable(Clock.systemUTC())::isRunning).isPresent();
    }

    /** SIGTERM to this process alone, as a kubelet does it. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL to this process alone. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM to the processes of this program below it, where it stands in namespaces of its own. */
    void terminateInside(String program) {
        process.descendants()
                .filter(below -> below.info()
                        .command()
                        .filter(command -> command.endsWith("/" + program))
                        .isPresent())
                .forEach(ProcessHandle::destroy);
    }

    @Override
    public void close() throws IOException {
        kill();
        restic().filter(new ProcessTable(Clock.systemUTC())::isRunning)
                .flatMap(restic -> ProcessHandle.of(restic.pid()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
