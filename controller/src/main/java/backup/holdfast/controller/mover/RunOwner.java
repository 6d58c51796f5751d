package backup.holdfast.controller.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.ReplicationResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/** The object a run belongs to: a source, a destination, or a claim that is populated. */
public record RunOwner(String kind, String namespace, String name, String uid) {
    /** The kind of a claim that is populated. */
    public static final String CLAIM = "PersistentVolumeClaim";

    public RunOwner {
        requireNonNull(kind, "kind is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(uid, "uid is null");
    }

    /** Of an object that is made for this one: it goes when its owner goes. */
    public ObjectMetaBuilder metadata(String name) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(Map.of(VolSyncKeys.CREATED_BY, VolSyncKeys.CREATED_BY_VOLSYNC))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(
                                CLAIM.equals(kind)
                                        ? "v1"
                                        : ReplicationResource.GROUP + "/" + ReplicationResource.VERSION)
                        .withKind(kind)
                        .withName(this.name)
                        .withUid(uid)
                        .withController(true)
                        .build());
    }

    /** Whether an object was made for this one. */
    public boolean owns(ObjectMeta metadata) {
        return metadata.getOwnerReferences().stream().anyMatch(reference -> uid.equals(reference.getUid()));
    }

    public static RunOwner of(HasMetadata object) {
        return new RunOwner(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                object.getMetadata().getUid());
    }
}
