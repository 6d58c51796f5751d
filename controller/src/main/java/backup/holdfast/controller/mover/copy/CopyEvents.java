package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.volsync.ReplicationResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;

/** Tells about copies on the object they are made for, with VolSync's reasons. */
public record CopyEvents(EventPublisher publisher) {
    private static final String ACTION = "CreateCopy";

    void tell(RunOwner owner, Kind kind, String reason, String note) {
        publisher.publish(
                new GenericKubernetesResourceBuilder()
                        .withApiVersion(ReplicationResource.GROUP + "/" + ReplicationResource.VERSION)
                        .withKind(owner.kind())
                        .withNewMetadata()
                        .withNamespace(owner.namespace())
                        .withName(owner.name())
                        .withUid(owner.uid())
                        .endMetadata()
                        .build(),
                kind,
                reason,
                ACTION,
                note);
    }
}
