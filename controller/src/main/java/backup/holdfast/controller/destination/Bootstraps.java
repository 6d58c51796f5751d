package backup.holdfast.controller.destination;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.state.Hold;
import java.util.Optional;

/** Claims that are filled from destinations. Where that is the very restore a destination is asked for, it starts none of its own. */
public interface Bootstraps {
    /** Where no claims are filled. */
    Bootstraps NONE = (destination, settings) -> Optional.empty();

    /** The claim whose filling does what the destination is asked to do by hand. */
    Optional<Hold> hold(ReplicationDestination destination, DestinationSettings settings);
}
