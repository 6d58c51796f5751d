package backup.holdfast.controller.queue;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Occupant;
import backup.holdfast.replication.queue.Urgency;

/**
 * A run that some status says is under way: the only memory the line has of what was before this process.
 *
 * @param endpoint of its storage; empty where nobody knows
 */
public record RunOnRecord(RunOwner owner, Urgency urgency, Footprint footprint, String endpoint) {
    Occupant occupant() {
        return new Occupant(owner.uid(), owner.namespace(), urgency, footprint);
    }
}
