package backup.holdfast.replication.schedule;

import java.time.Instant;

/** The fixed instants of one schedule. Both searches always end, and always find one. */
public interface Slots {

    /** The first slot later than {@code after}. */
    Slot next(Instant after);

    /** The last slot at or before {@code atOrBefore}. */
    Slot previous(Instant atOrBefore);
}
