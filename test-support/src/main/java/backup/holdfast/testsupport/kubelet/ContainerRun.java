package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.sandbox.SandboxProcess;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** A container's process from its start to its end. */
final class ContainerRun implements AutoCloseable {

    private final Container container;
    private final SandboxProcess process;
    private final Path terminationLog;
    private Optional<String> startedAt = Optional.empty();
    private Optional<String> causeOfDeath = Optional.empty();

    ContainerRun(Container container, SandboxProcess process, Path terminationLog) {
        this.container = requireNonNull(container, "container is null");
        this.process = requireNonNull(process, "process is null");
        this.terminationLog = requireNonNull(terminationLog, "terminationLog is null");
    }

    /** What there is to say of it now. */
    RunState observe(String now) {
        if (startedAt.isEmpty() && process.hasStarted()) {
            startedAt = Optional.of(now);
        }
        Optional<Integer> exitCode = Optional.ofNullable(process.exitCode().getNow(null));
        if (exitCode.isPresent()) {
            return ended(exitCode.get(), now);
        }
        return startedAt
                .<RunState>map(RunState.Running::new)
                .orElseGet(() -> new RunState.Waiting("ContainerCreating", ""));
    }

    private RunState ended(int exitCode, String now) {
        if (startedAt.isEmpty()) {
            return new RunState.Terminated(128, "StartError", "the sandbox was not made: " + process.log(), "", now);
        }
        String usual = exitCode == 0 ? "Completed" : "Error";
        return new RunState.Terminated(exitCode, causeOfDeath.orElse(usual), message(exitCode), startedAt.get(), now);
    }

    private String message(int exitCode) {
        try {
            return TerminationMessage.read(container, terminationLog, process.log(), exitCode);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the termination message", e);
        }
    }

    SandboxProcess process() {
        return process;
    }

    /** Kills it, and has its status say that this was why. */
    void killFor(String reason) {
        causeOfDeath = Optional.of(reason);
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
