package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

/** A run under way, or one that was told it may start. */
public record Occupant(String uid, String namespace, Urgency urgency, Footprint footprint) {
    public Occupant {
        requireNonNull(uid, "uid is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(urgency, "urgency is null");
        requireNonNull(footprint, "footprint is null");
    }

    public static Occupant of(Applicant applicant) {
        return new Occupant(applicant.uid(), applicant.namespace(), applicant.urgency(), applicant.footprint());
    }
}
