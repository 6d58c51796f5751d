package backup.holdfast.cli.run;

import static java.util.Objects.requireNonNull;

/** An object of the cluster. */
public record ObjectRef(String apiVersion, String kind, String plural, String namespace, String name) {
    public ObjectRef {
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(plural, "plural is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
