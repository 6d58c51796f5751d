package backup.holdfast.controller;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;

/** Wakes the reconciler of an object when its mover has ended. */
final class MoverEnds implements Consumer<RunOwner> {
    private final SimpleInboundEventSource<ReplicationSource> sources = new SimpleInboundEventSource<>("mover-ends");
    private final SimpleInboundEventSource<ReplicationDestination> destinations =
            new SimpleInboundEventSource<>("mover-ends");
    private final SimpleInboundEventSource<PersistentVolumeClaim> claims = new SimpleInboundEventSource<>("mover-ends");

    SimpleInboundEventSource<ReplicationSource> sources() {
        return sources;
    }

    SimpleInboundEventSource<ReplicationDestination> destinations() {
        return destinations;
    }

    SimpleInboundEventSource<PersistentVolumeClaim> claims() {
        return claims;
    }

    @Override
    public void accept(RunOwner owner) {
        SimpleInboundEventSource<?> woken = of(owner.kind());
        // One that comes before the start or after the stop is not lost: runs are also looked at from time to time.
        if (woken.isRunning()) {
            woken.propagateEvent(new ResourceID(owner.name(), owner.namespace()));
        }
    }

    /** For another reason than the end of a mover. */
    void wake(ReplicationResource<?> object) {
        accept(RunOwner.of(object));
    }

    private SimpleInboundEventSource<?> of(String kind) {
        if (RunOwner.CLAIM.equals(kind)) {
            return claims;
        }
        return ReplicationDestination.class.getSimpleName().equals(kind) ? destinations : sources;
    }
}
