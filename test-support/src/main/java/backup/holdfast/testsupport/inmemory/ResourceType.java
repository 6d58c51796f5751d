package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of object in one version.
 *
 * @param group empty for the core group
 * @param replicasPath where the scale subresource finds the replicas, dotted
 * @param columns what kubectl shows besides the name
 * @param schema what a definition says about the fields; nothing checks objects against it
 */
record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        Set<Trait> traits,
        Optional<String> replicasPath,
        List<PrinterColumn> columns,
        Optional<ObjectNode> schema) {

    ResourceType {
        requireNonNull(group, "group is null");
        requireNonNull(version, "version is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(plural, "plural is null");
        requireNonNull(singular, "singular is null");
        shortNames = List.copyOf(shortNames);
        traits = Set.copyOf(traits);
        requireNonNull(replicasPath, "replicasPath is null");
        columns = List.copyOf(columns);
        requireNonNull(schema, "schema is null");
    }

    /** How kinds differ. */
    enum Trait {
        NAMESPACED,
        /** Status is written through its own subresource and through nothing else. */
        STATUS,
        /** {@code metadata.generation} counts the changes of what the user asks for. */
        GENERATION,
        /** Defined by a CustomResourceDefinition. */
        CUSTOM
    }

    /** One column of kubectl's table; the path is a JSONPath such as {@code .spec.x}. */
    record PrinterColumn(String name, String type, String jsonPath, int priority) {
        PrinterColumn {
            requireNonNull(name, "name is null");
            requireNonNull(type, "type is null");
            requireNonNull(jsonPath, "jsonPath is null");
        }
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The plural, and the group unless it is the core group: how errors name a type. */
    String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
