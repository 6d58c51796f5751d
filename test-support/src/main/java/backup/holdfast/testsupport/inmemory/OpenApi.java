package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The least OpenAPI that lets {@code kubectl apply} work without {@code --validate=false}: that every kind takes {@code fieldValidation} in a
 * patch, so that kubectl leaves validation to the server. (The server then validates nothing.)
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
        catalog.all()
                .forEach(type -> paths.putObject(prefix(type)).put("serverRelativeURL", "/openapi/v3/" + prefix(type)));
        return index;
    }

    private ObjectNode document(String prefix) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "in-memory").put("version", "v1");
        document.putObject("components").putObject("schemas");
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
            patch.putObject("x-kubernetes-group-version-kind")
                    .put("group", type.group())
                    .put("version", type.version())
                    .put("kind", type.kind());
        });
        return document;
    }

    private static String prefix(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }
}
