package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

/** The object a run belongs to: its kind ({@code ReplicationSource}), namespace and name. For logs and Events. */
public record Subject(String kind, String namespace, String name) {
    public Subject {
        requireNonNull(kind, "kind is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
