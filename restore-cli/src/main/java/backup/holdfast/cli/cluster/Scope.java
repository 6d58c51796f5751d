package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One namespace, or all of them. */
public record Scope(Optional<String> namespace) {
    public static final Scope EVERYWHERE = new Scope(Optional.empty());

    public Scope {
        requireNonNull(namespace, "namespace is null");
    }

    public static Scope in(String namespace) {
        return new Scope(Optional.of(namespace));
    }

    @Override
    public String toString() {
        return namespace.map(it -> "namespace " + it).orElse("all namespaces");
    }
}
