package backup.holdfast.controller.source;

import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.QueueLimits;
import java.time.Clock;

/** Gates for tests of something else. */
final class OpenGates {
    private OpenGates() {}

    /** One that lets everybody in who does not meet dead storage. */
    static SourceGate open() {
        return new SourceGate(
                RunQueue.still(QueueLimits.NONE, owner -> {}, location -> Sight.NONE, Clock.systemUTC()),
                ClaimPlaces.NONE);
    }
}
