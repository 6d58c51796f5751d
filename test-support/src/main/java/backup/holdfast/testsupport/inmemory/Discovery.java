package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says which kinds there are: what clients ask first. */
final class Discovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceCatalog catalog;

    Discovery(ResourceCatalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /** The answer for a path of discovery; empty if it is none. */
    Optional<ObjectNode> answer(List<String> path) {
        return switch (String.join("/", path)) {
            case "version" -> Optional.of(version());
            case "api" -> Optional.of(coreVersions());
            case "apis" -> Optional.of(groups());
            case "api/v1" -> Optional.of(resources("", "v1"));
            default -> groupOrVersion(path);
        };
    }

    private Optional<ObjectNode> groupOrVersion(List<String> path) {
        if (!path.get(0).equals("apis") || path.size() > 3) {
            return Optional.empty();
        }
        Set<String> versions = versionsByGroup().get(path.get(1));
        if (versions == null || (path.size() == 3 && !versions.contains(path.get(2)))) {
            throw ApiFailure.noSuchResource();
        }
        return Optional.of(path.size() == 2 ? group(path.get(1), versions) : resources(path.get(1), path.get(2)));
    }

    /** The groups and their versions, without the core group. */
    Map<String, Set<String>> versionsByGroup() {
        Map<String, Set<String>> versions = new LinkedHashMap<>();
        catalog.all().stream()
                .filter(type -> !type.group().isEmpty())
                .forEach(type -> versions.computeIfAbsent(type.group(), group -> new LinkedHashSet<>())
                        .add(type.version()));
        versions.put(AccessReviews.GROUP, Set.of(AccessReviews.VERSION));
        return versions;
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "34")
                .put("gitVersion", "v1.34.0+in-memory")
                .put("platform", "java");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions").put("apiVersion", "v1");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        versionsByGroup().forEach((name, versions) -> groups.add(group(name, versions)));
        return list;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group =
                Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", list.get(0));
        return group;
    }

    private ObjectNode resources(String group, String version) {
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        if (group.equals(AccessReviews.GROUP)) {
            AccessReviews.describe(resources);
        }
        catalog.all().stream()
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .forEach(type -> describe(resources, type));
        return list;
    }

    private static void describe(ArrayNode resources, ResourceType type) {
        ObjectNode resource = resources
                .addObject()
                .put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.has(Trait.NAMESPACED))
                .put("kind", type.kind());
        VERBS.forEach(resource.putArray("verbs")::add);
        if (!type.shortNames().isEmpty()) {
            type.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (type.has(Trait.STATUS)) {
            describeSubresource(resources, type, "status", type.kind());
        }
        if (type.replicasPath().isPresent()) {
            describeSubresource(resources, type, "scale", "Scale")
                    .put("group", "autoscaling")
                    .put("version", "v1");
        }
    }

    private static ObjectNode describeSubresource(
            ArrayNode resources, ResourceType type, String subresource, String kind) {
        ObjectNode resource = resources
                .addObject()
                .put("name", type.plural() + "/" + subresource)
                .put("singularName", "")
                .put("namespaced", type.has(Trait.NAMESPACED))
                .put("kind", kind);
        List.of("get", "patch", "update").forEach(resource.putArray("verbs")::add);
        return resource;
    }
}
