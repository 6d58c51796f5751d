package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The two kinds of object that mean something to the server itself: definitions are served, and a namespace takes its objects along. */
final class SideEffects {

    private static final String DEFINITIONS = "customresourcedefinitions";

    private final ObjectStore store;
    private final ResourceCatalog catalog;

    SideEffects(ObjectStore store, ResourceCatalog catalog) {
        this.store = requireNonNull(store, "store is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /** May still change the object. */
    void beforeStored(ResourceType type, ObjectNode object) {
        if (type.plural().equals(DEFINITIONS)) {
            ObjectNode status = object.putObject("status");
            status.set("acceptedNames", object.path("spec").path("names"));
            for (String condition : List.of("NamesAccepted", "Established")) {
                status.withArray("/conditions")
                        .addObject()
                        .put("type", condition)
                        .put("status", "True")
                        .put("reason", "InMemory")
                        .put("lastTransitionTime", Json.metadata(object, "creationTimestamp"));
            }
            object.at("/spec/versions").forEach(version -> {
                if (version.path("storage").asBoolean()) {
                    status.withArray("/storedVersions").add(version.path("name").asText());
                }
            });
        }
    }

    void afterStored(ResourceType type, ObjectNode stored) {
        if (type.plural().equals(DEFINITIONS)) {
            catalog.define(stored);
        }
    }

    void afterRemoved(ResourceType type, ObjectNode removed) {
        if (type.plural().equals(DEFINITIONS)) {
            catalog.undefine(removed);
            String group = removed.at("/spec/group").asText();
            String plural = removed.at("/spec/names/plural").asText();
            store.keys(key -> key.group().equals(group) && key.plural().equals(plural))
                    .forEach(store::remove);
        } else if (type.plural().equals("namespaces")) {
            String namespace = Json.metadata(removed, "name");
            store.keys(key -> key.namespace().equals(namespace)).forEach(store::remove);
        }
    }
}
