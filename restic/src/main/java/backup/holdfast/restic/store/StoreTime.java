package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A reading of the clock of a store.
 *
 * @param time to the second where a store told it
 * @param own what our clock said at that moment
 */
public record StoreTime(Instant time, Instant own, Clockwork clockwork) {

    /** Whose clock it was. */
    public enum Clockwork {
        /** The store's own. */
        STORE,
        /** Ours: a file system has no clock to read without writing to it. Says nothing about the clock of a file server. */
        OWN
    }

    public StoreTime {
        requireNonNull(time, "time is null");
        requireNonNull(own, "own is null");
        requireNonNull(clockwork, "clockwork is null");
    }

    /** By what a store told of its clock, or by ours where it told nothing. */
    static StoreTime told(Optional<Instant> time, Instant own) {
        return time.map(it -> new StoreTime(it, own, Clockwork.STORE))
                .orElseGet(() -> new StoreTime(own, own, Clockwork.OWN));
    }

    /** How far our clock is ahead of the store's; negative if it is behind. */
    public Duration ahead() {
        return Duration.between(time, own);
    }
}
