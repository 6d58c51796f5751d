package backup.holdfast.controller.mover;

import static java.util.Objects.requireNonNull;

/** The custom resource a run belongs to. */
public record RunOwner(String kind, String namespace, String name, String uid) {
    public RunOwner {
        requireNonNull(kind, "kind is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(uid, "uid is null");
    }
}
