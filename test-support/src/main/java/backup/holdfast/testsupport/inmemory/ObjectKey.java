package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

/** Which object: the same in every version of its kind. The namespace of cluster-wide objects is empty. */
record ObjectKey(String group, String plural, String namespace, String name) {

    ObjectKey {
        requireNonNull(group, "group is null");
        requireNonNull(plural, "plural is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }

    static ObjectKey of(ResourceType type, String namespace, String name) {
        return new ObjectKey(type.group(), type.plural(), namespace, name);
    }
}
