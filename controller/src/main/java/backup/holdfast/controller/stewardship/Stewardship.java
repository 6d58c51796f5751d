package backup.holdfast.controller.stewardship;

import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;

/** What this Holdfast may do for which objects. Whoever reconciles one asks first, at every look. */
public interface Stewardship {
    /** After how long to look again at an object that nothing may be done for. Those it concerns are woken by a change as well. */
    Duration LOOK_AGAIN = Duration.ofSeconds(30);

    /** Whether the object is of our class. What is not counts as if it did not exist. */
    boolean owns(HasMetadata object);

    Mandate over(HasMetadata object);

    /** Says by a Warning why nothing is written to the object: once, and again when that has been forgotten. */
    void tell(HasMetadata object, HandsOff mandate);
}
