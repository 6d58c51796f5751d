package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a snapshot that is not there is looked for again before the policy for missing snapshots decides.
 *
 * @param since when the repository could first be asked and had none; absent before that
 */
public record MissingWait(Duration patience, Optional<Instant> since) {
    public static final MissingWait NONE = new MissingWait(Duration.ZERO, Optional.empty());

    public MissingWait {
        requireNonNull(patience, "patience is null");
        requireNonNull(since, "since is null");
    }

    /** The window opens with the first answer that there is none: time in which nobody could answer does not count. */
    boolean isOpen(Instant now) {
        return now.isBefore(since.orElse(now).plus(patience));
    }
}
