package backup.holdfast.replication.snapshot;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Which snapshot somebody wants back. Counts below zero are carried as given, and refused by the selector in words. */
public sealed interface RestorePoint {

    record Latest() implements RestorePoint {}

    /** The one {@code skip} before the newest: 0 is the newest itself. */
    record Previous(int skip) implements RestorePoint {}

    /**
     * The one {@code skip} before the newest at or before {@code at}. An {@code at} in whole seconds includes all of its
     * second, because that is how snapshots are listed.
     */
    record AsOf(Instant at, int skip) implements RestorePoint {
        public AsOf {
            requireNonNull(at, "at is null");
        }

        public AsOf(Instant at) {
            this(at, 0);
        }
    }

    /** The one whose id starts with {@code prefix}. */
    record ById(String prefix) implements RestorePoint {
        public ById {
            requireNonNull(prefix, "prefix is null");
        }
    }
}
