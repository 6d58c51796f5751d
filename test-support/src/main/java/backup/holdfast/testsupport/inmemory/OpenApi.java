package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The least OpenAPI that lets {@code kubectl apply} work without {@code --validate=false}: that every kind takes {@code fieldValidation} in a
 * patch, so that kubectl leaves validation to the server. (The server then validates nothing.) And the schemas of definitions, at an
 * address that changes with them.
 */
final class OpenApi {

    private final ResourceCatalog catalog;

    OpenApi(ResourceCatalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /** The answer for {@code openapi/v3} and what lies below; empty for other paths. */
    Optional<ObjectNode> answer(List<String> path) {
        if (path.size() < 2 || !path.get(0).equals("openapi") || !path.get(1).equals("v3")) {
            return Optional.empty();
        }
        return Optional.of(path.size() == 2 ? index() : document(String.join("/", path.subList(2, path.size()))));
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (String prefix :
                catalog.all().stream().map(OpenApi::prefix).distinct().toList()) {
            paths.putObject(prefix)
                    .put(
                            "serverRelativeURL",
                            "/openapi/v3/" + prefix + "?hash="
                                    + Integer.toHexString(document(prefix).hashCode()));
        }
        return index;
    }

    private ObjectNode document(String prefix) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "in-memory").put("version", "v1");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        ObjectNode paths = document.putObject("paths");
        catalog.all().stream().filter(type -> prefix(type).equals(prefix)).forEach(type -> {
            String namespace = type.has(Trait.NAMESPACED) ? "/namespaces/{namespace}" : "";
            ObjectNode patch = paths.putObject("/" + prefix + namespace + "/" + type.plural() + "/{name}")
                    .putObject("patch");
            patch.putArray("parameters")
                    .addObject()
                    .put("name", "fieldValidation")
                    .put("in", "query");
            patch.putObject("responses");
            name(type, patch.putObject("x-kubernetes-group-version-kind"));
            type.schema().ifPresent(schema -> {
                ObjectNode described = schema.deepCopy();
                name(type, described.putArray("x-kubernetes-group-version-kind").addObject());
                schemas.set(type.group() + "." + type.version() + "." + type.kind(), described);
            });
        });
        return document;
    }

    private static void name(ResourceType type, ObjectNode kind) {
        kind.put("group", type.group()).put("version", type.version()).put("kind", type.kind());
    }

    private static String prefix(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }
}
