package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The scale subresource: the replicas of a workload, whatever its kind. */
final class Scale {

    private Scale() {}

    /** The scale of an object. */
    static ObjectNode of(ResourceType type, ObjectNode object) {
        ObjectNode scale = Json.object().put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        ObjectNode metadata = Json.metadata(scale);
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (object.path("metadata").has(field)) {
                metadata.set(field, object.path("metadata").get(field));
            }
        }
        ObjectNode spec = scale.putObject("spec");
        int replicas = object.at(pointer(type)).asInt();
        // The real server leaves zero out.
        if (replicas != 0) {
            spec.put("replicas", replicas);
        }
        scale.putObject("status")
                .put("replicas", object.path("status").path("replicas").asInt());
        return scale;
    }

    /** The object with the replicas a scale asks for. */
    static ObjectNode applyTo(ResourceType type, ObjectNode object, ObjectNode scale) {
        ObjectNode scaled = object.deepCopy();
        String pointer = pointer(type);
        int last = pointer.lastIndexOf('/');
        scaled.withObject(pointer.substring(0, last))
                .put(
                        pointer.substring(last + 1),
                        scale.path("spec").path("replicas").asInt());
        ObjectNode metadata = Json.metadata(scaled);
        String version = Json.metadata(scale, "resourceVersion");
        if (!version.isEmpty()) {
            metadata.put("resourceVersion", version);
        }
        return scaled;
    }

    private static String pointer(ResourceType type) {
        return type.replicasPath().orElseThrow(ApiFailure::noSuchResource).replace('.', '/');
    }
}
