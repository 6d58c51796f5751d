package backup.holdfast.controller;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;

/** Wakes the reconciler of an object when its mover has ended. */
final class MoverEnds implements Consumer<RunOwner> {
    private final SimpleInboundEventSource<ReplicationSource> sources = new SimpleInboundEventSource<>("mover-ends");

    SimpleInboundEventSource<ReplicationSource> sources() {
        return sources;
    }

    @Override
    public void accept(RunOwner owner) {
        wake(new ResourceID(owner.name(), owner.namespace()));
    }

    /** For another reason than the end of a mover. */
    void wake(ReplicationSource source) {
        wake(ResourceID.fromResource(source));
    }

    private void wake(ResourceID source) {
        // One that comes before the start or after the stop is not lost: runs are also looked at from time to time.
        if (sources.isRunning()) {
            sources.propagateEvent(source);
        }
    }
}
