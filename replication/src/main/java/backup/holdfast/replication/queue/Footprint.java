package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** What one run takes up, once of each. */
public record Footprint(Set<Place> places, Sharing sharing) {
    public Footprint {
        places = Set.copyOf(places);
        requireNonNull(sharing, "sharing is null");
    }

    /** Whether others may work in the same repository meanwhile. */
    public enum Sharing {
        /** Backups and restores take restic's shared lock. */
        SHARED,
        /** Prune takes the exclusive one for its whole length: whoever comes meanwhile could only fail with "locked". */
        ALONE
    }
}
