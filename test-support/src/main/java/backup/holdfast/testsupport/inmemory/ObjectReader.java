package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ObjectStore.Listing;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Shows objects: one, all of a kind, or as a table. */
final class ObjectReader {

    private final ObjectStore store;
    private final TableRenderer tables;

    ObjectReader(ObjectStore store, TableRenderer tables) {
        this.store = requireNonNull(store, "store is null");
        this.tables = requireNonNull(tables, "tables is null");
    }

    ObjectNode one(Target target, ApiRequest request) {
        ObjectNode object = store.get(target.key())
                .map(stored -> ObjectWriter.inVersion(target.type(), stored))
                .orElseThrow(() -> ApiFailure.notFound(target.type(), target.name()));
        if (target.subresource().equals("scale")) {
            return Scale.of(target.type(), object);
        }
        if (!List.of("", "status").contains(target.subresource())) {
            throw ApiFailure.noSuchResource();
        }
        return request.wantsTable()
                ? tables.render(target.type(), List.of(object), Json.metadata(object, "resourceVersion"))
                : object;
    }

    ObjectNode all(Target target, ApiRequest request) {
        Listing listing = list(target, request.selector());
        String version = Long.toString(listing.version());
        if (request.wantsTable()) {
            return tables.render(target.type(), listing.items(), version);
        }
        ObjectNode list = Json.object()
                .put("apiVersion", target.type().apiVersion())
                .put("kind", target.type().kind() + "List");
        list.putObject("metadata").put("resourceVersion", version);
        ArrayNode items = list.putArray("items");
        listing.items().forEach(items::add);
        return list;
    }

    Listing list(Target target, Selector selector) {
        Listing listing = store.list(target::includes);
        return new Listing(
                listing.items().stream()
                        .map(object -> ObjectWriter.inVersion(target.type(), object))
                        .filter(selector)
                        .toList(),
                listing.version());
    }
}
