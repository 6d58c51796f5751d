package backup.holdfast.nfsscaler.decide;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is held of a server. It outlives the process, in the status of its NfsScaler.
 *
 * @param since when the phase began
 * @param downs when it went down within {@link #MEMORY_OF_DOWNS}, oldest first
 */
public record ServerState(Phase phase, Instant since, List<Instant> downs) {

    /** So long a server that went down is suspected of going down again. */
    public static final Duration MEMORY_OF_DOWNS = Duration.ofMinutes(30);

    public ServerState {
        requireNonNull(phase, "phase is null");
        requireNonNull(since, "since is null");
        downs = List.copyOf(downs);
    }

    /** A server that was named only now. */
    public static ServerState unseen(Instant now) {
        return new ServerState(Phase.NEVER_SEEN, now, List.of());
    }

    /** How a server stands. */
    public enum Phase {
        /** Not reachable since it was named: a mistyped host must not take anything down. */
        NEVER_SEEN,
        UP,
        DOWN
    }
}
