package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * One request in an audit log. What does not apply is empty.
 *
 * @param verb as RBAC names it: {@code get}, {@code patch}, {@code watch}, ...
 * @param status of the answer
 */
public record AuditedRequest(
        String user, String verb, String resource, String subresource, String namespace, String name, int status) {

    private static final Set<String> WRITING = Set.of("create", "update", "patch", "delete", "deletecollection");

    public AuditedRequest {
        requireNonNull(user, "user is null");
        requireNonNull(verb, "verb is null");
        requireNonNull(resource, "resource is null");
        requireNonNull(subresource, "subresource is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }

    /** Whether it asked for a change. */
    public boolean isWrite() {
        return WRITING.contains(verb);
    }
}
