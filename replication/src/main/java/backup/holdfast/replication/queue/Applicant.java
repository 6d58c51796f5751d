package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Somebody whose run is due.
 *
 * @param uid of the object
 * @param due the slot, or when it was asked for
 * @param since when it came to the line
 */
public record Applicant(
        String uid, String namespace, Urgency urgency, Instant due, Instant since, Footprint footprint) {
    public Applicant {
        requireNonNull(uid, "uid is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(urgency, "urgency is null");
        requireNonNull(due, "due is null");
        requireNonNull(since, "since is null");
        requireNonNull(footprint, "footprint is null");
    }
}
