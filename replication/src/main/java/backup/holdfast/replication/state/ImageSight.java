package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

/** What can be seen of the image that a destination makes of its restored volume. */
public sealed interface ImageSight {
    /** The volume itself is the image. */
    record NotWanted() implements ImageSight {}

    /** Nobody has asked for it yet. */
    record NotTaken() implements ImageSight {}

    /** Asked for, and not ready. */
    record Pending(MoverWait why) implements ImageSight {
        public Pending {
            requireNonNull(why, "why is null");
        }
    }

    /** A volume can be made from it. */
    record Ready() implements ImageSight {}
}
