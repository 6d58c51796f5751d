package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import java.util.List;
import java.util.Optional;

/**
 * What a request is about: one object, or all of a kind.
 *
 * @param namespace empty for all namespaces and for cluster-wide kinds
 * @param name empty for all
 * @param subresource empty for the object itself
 */
record Target(ResourceType type, String namespace, String name, String subresource) {

    Target {
        requireNonNull(type, "type is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(subresource, "subresource is null");
    }

    /** From the words of a path such as {@code apis/apps/v1/namespaces/x/deployments/y/scale}. */
    static Target parse(List<String> path, ResourceCatalog catalog) {
        boolean core = path.get(0).equals("api");
        int head = core ? 2 : 3;
        if (path.size() <= head) {
            throw ApiFailure.noSuchResource();
        }
        String group = core ? "" : path.get(1);
        String version = path.get(head - 1);
        List<String> rest = path.subList(head, path.size());
        if (rest.get(0).equals("namespaces") && rest.size() >= 3) {
            Optional<ResourceType> inNamespace =
                    catalog.find(group, version, rest.get(2)).filter(type -> type.has(Trait.NAMESPACED));
            if (inNamespace.isPresent()) {
                return of(inNamespace.get(), rest.get(1), rest.subList(3, rest.size()));
            }
        }
        ResourceType type = catalog.find(group, version, rest.get(0)).orElseThrow(ApiFailure::noSuchResource);
        return of(type, "", rest.subList(1, rest.size()));
    }

    private static Target of(ResourceType type, String namespace, List<String> rest) {
        if (rest.size() > 2) {
            throw ApiFailure.noSuchResource();
        }
        return new Target(type, namespace, rest.isEmpty() ? "" : rest.get(0), rest.size() < 2 ? "" : rest.get(1));
    }

    boolean isOne() {
        return !name.isEmpty();
    }

    ObjectKey key() {
        return ObjectKey.of(type, namespace, name);
    }

    /** Whether an object under this key is meant when all are. */
    boolean includes(ObjectKey key) {
        return key.group().equals(type.group())
                && key.plural().equals(type.plural())
                && (namespace.isEmpty() || key.namespace().equals(namespace));
    }
}
