package backup.holdfast.testsupport.kubelet.sandbox;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A container's processes, as the host sees them. They end with this JVM, however it ends. */
public final class SandboxProcess implements AutoCloseable {

    private final GuardedProcess outside;
    private final SandboxFolder files;

    SandboxProcess(GuardedProcess outside, SandboxFolder files) {
        this.outside = requireNonNull(outside, "outside is null");
        this.files = requireNonNull(files, "files is null");
    }

    /** Whether the sandbox was put together and the command begun. */
    public boolean hasStarted() {
        return Files.exists(files.started());
    }

    /** Whether anything of it still runs. */
    public boolean isAlive() {
        return outside.isAlive();
    }

    /** What the first process ended with; 128 and the signal's number if a signal ended it. */
    public CompletableFuture<Integer> exitCode() {
        return outside.exitCode();
    }

    /** What it printed so far, both streams. */
    public String log() {
        try {
            return new String(Files.readAllBytes(files.log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log", e);
        }
    }

    /** Sends the first process SIGTERM, which it may not have learnt to hear yet. */
    public void terminate() {
        first().ifPresent(ProcessHandle::destroy);
    }

    /** Kills the first process, and so all of them. */
    public void kill() {
        first().ifPresentOrElse(ProcessHandle::destroyForcibly, outside::kill);
    }

    /** Kills the processes of this name that the first one started, and returns how many there were. */
    public int killChildren(String program) {
        List<ProcessHandle> children = first().stream()
                .flatMap(ProcessHandle::descendants)
                .filter(child -> program.equals(nameOf(child)))
                .toList();
        children.forEach(ProcessHandle::destroyForcibly);
        return children.size();
    }

    /** Stops all processes where they are. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets them go on. */
    public void thaw() {
        signal("-CONT");
    }

    /** Kills what still runs and waits until it is gone. */
    @Override
    public void close() {
        kill();
        outside.close();
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        first().stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() == 2) {
            return;
        }
        try {
            new ProcessBuilder(command).inheritIO().start().onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        }
    }

    /** Process 1 of the namespace; its parent is outside, and so are the parent's other children. */
    private Optional<ProcessHandle> first() {
        return ProcessHandle.of(outside.pid()).stream()
                .flatMap(ProcessHandle::children)
                .filter(SandboxProcess::isFirstOfNamespace)
                .findFirst();
    }

    private static boolean isFirstOfNamespace(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.anyMatch(
                    line -> line.startsWith("NSpid:") && line.endsWith("\t1") && line.split("\t", -1).length > 2);
        } catch (IOException | UncheckedIOException e) {
            // It has just ended.
            return false;
        }
    }

    private static String nameOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .strip();
        } catch (IOException e) {
            // It has just ended.
            return "";
        }
    }
}
