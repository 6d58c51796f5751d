package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long and how far a store is looked at.
 *
 * @param connect for a connection
 * @param call for a whole call, however many requests it takes
 * @param objects counted at most for sizes
 * @param candidates places looked at, at most, for other repositories
 */
public record StoreLimits(Duration connect, Duration call, int objects, int candidates) {

    public StoreLimits {
        requireNonNull(connect, "connect is null");
        requireNonNull(call, "call is null");
    }

    /** For a question asked while somebody waits: 5 seconds to connect, 20 for a call. */
    public static StoreLimits standard() {
        return new StoreLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 200_000, 50);
    }

    public StoreLimits withCall(Duration other) {
        return new StoreLimits(connect.compareTo(other) < 0 ? connect : other, other, objects, candidates);
    }

    public StoreLimits withObjects(int other) {
        return new StoreLimits(connect, call, other, candidates);
    }
}
