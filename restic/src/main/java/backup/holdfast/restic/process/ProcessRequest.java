package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One process to run: its arguments (the program first, as an absolute path), its whole environment (nothing is inherited) and
 * its limits. Never rendered with environment values, which may be secret.
 */
public record ProcessRequest(
        List<String> argv, SortedMap<String, String> environment, Optional<Path> workingDirectory, RunLimits limits) {

    public ProcessRequest {
        argv = List.copyOf(argv);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty: the program to run is missing");
        }
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        requireNonNull(workingDirectory, "workingDirectory is null");
        requireNonNull(limits, "limits is null");
    }

    public ProcessRequest(List<String> argv, Map<String, String> environment, RunLimits limits) {
        this(argv, new TreeMap<>(environment), Optional.empty(), limits);
    }

    /** The same in {@code directory}. */
    public ProcessRequest in(Path directory) {
        return new ProcessRequest(argv, environment, Optional.of(directory), limits);
    }

    @Override
    public String toString() {
        return "ProcessRequest[argv=" + argv + ", environment=" + environment.keySet() + ", workingDirectory="
                + workingDirectory + ", limits=" + limits + "]";
    }
}
