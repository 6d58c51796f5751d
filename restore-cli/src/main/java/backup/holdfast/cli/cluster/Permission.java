package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

/**
 * A verb on a resource, in the words of RBAC.
 *
 * @param subresource empty for the resource itself
 */
public record Permission(String verb, String group, String resource, String subresource) {
    public Permission {
        requireNonNull(verb, "verb is null");
        requireNonNull(group, "group is null");
        requireNonNull(resource, "resource is null");
        requireNonNull(subresource, "subresource is null");
    }

    public Permission(String verb, String group, String resource) {
        this(verb, group, resource, "");
    }

    @Override
    public String toString() {
        return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
