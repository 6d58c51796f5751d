package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.WorkloadStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a workload stands after a pass.
 *
 * @param servers names of the servers it needs
 * @param replicas what it will come back with, if something was taken
 * @param since when that was
 * @param message more, for a person; may be empty
 */
public record Outcome(
        Workload workload,
        Set<String> servers,
        Standing standing,
        Optional<Integer> replicas,
        Optional<Instant> since,
        String message) {

    public Outcome {
        requireNonNull(workload, "workload is null");
        servers = Set.copyOf(servers);
        requireNonNull(standing, "standing is null");
        requireNonNull(replicas, "replicas is null");
        requireNonNull(since, "since is null");
        requireNonNull(message, "message is null");
    }

    static Outcome of(Workload workload, Set<String> servers, Standing standing, String message) {
        return new Outcome(workload, servers, standing, Optional.empty(), Optional.empty(), message);
    }

    public WorkloadStatus toStatus() {
        return new WorkloadStatus(
                workload.kind().apiVersion(),
                workload.kind().kind(),
                workload.namespace(),
                workload.name(),
                servers.stream().sorted().toList(),
                standing.text(),
                replicas.orElse(null),
                since.map(it -> it.truncatedTo(ChronoUnit.SECONDS)).orElse(null),
                emptyToNull(message));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** How it stands. The order is that of the status: what needs a look first. */
    public enum Standing {
        FAILED("Failed"),
        PUT_BACK("PutBack"),
        WAITING("Waiting"),
        HELD("Held"),
        WOULD_HOLD("WouldHold"),
        LEFT("Left"),
        WATCHED("Watched");

        private final String text;

        Standing(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Whether something is taken from it now. */
        public boolean isHeld() {
            return this == PUT_BACK || this == WAITING || this == HELD;
        }
    }
}
